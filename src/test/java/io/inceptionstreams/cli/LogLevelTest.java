package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogLevelTest {

    private static final String OWN = "inception.log.level";
    private static final String LIBRARIES = "inception.log.libraries";

    private final @Nullable String own = System.getProperty(OWN);
    private final @Nullable String libraries = System.getProperty(LIBRARIES);

    @BeforeEach
    void clear() {
        System.clearProperty(OWN);
        System.clearProperty(LIBRARIES);
    }

    @AfterEach
    void restore() {
        set(OWN, own);
        set(LIBRARIES, libraries);
    }

    private static void set(String property, @Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "      , run,     INFO",
        "''    , broker,  INFO",
        "' '   , publish, WARN",
        "      , publish, WARN",
        "debug , run,     DEBUG",
        "' Warn ', run,   WARN",
        "OFF   , watch,   OFF",
        "trace , watch,   TRACE"
    })
    void aLevelIsChosen(@Nullable String given, String command, String level) {
        assertThat(LogLevel.choose(given, command, "--help")).isEmpty();
        assertThat(System.getProperty(OWN)).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "WARNING", "1", "DEBUG,INFO", "INFÓ"})
    void whatIsNoLevelIsRefusedWithTheList(String given) {
        assertThat(LogLevel.choose(given, "run"))
                .contains("LOG_LEVEL must be one of OFF, FATAL, ERROR, WARN, INFO, DEBUG, TRACE, ALL: " + given);
        assertThat(System.getProperty(OWN)).isNull();
    }

    @Test
    void librariesAreQuietWhereACommandEndsByItself() {
        assertThat(LogLevel.choose(null, "publish")).isEmpty();
        assertThat(System.getProperty(LIBRARIES)).isEqualTo("ERROR");

        System.clearProperty(LIBRARIES);
        assertThat(LogLevel.choose(null, "run")).isEmpty();
        assertThat(LogLevel.choose(null)).isEmpty();
        assertThat(System.getProperty(LIBRARIES)).isEqualTo("ERROR");
    }
}
