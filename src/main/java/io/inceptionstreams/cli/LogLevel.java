package io.inceptionstreams.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the log shows. Decided before anything is logged, and handed to the log as system properties. */
final class LogLevel {

    static final String VARIABLE = "LOG_LEVEL";

    /** From none to all. */
    static final List<String> NAMES = List.of("OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "ALL");

    /** These run until they are stopped, and tell how they are. */
    private static final Set<String> TALKATIVE = Set.of("run", "broker");

    private LogLevel() {}

    /**
     * Chooses the levels for a command line: of most commands, only what goes wrong is shown.
     *
     * @param given what the environment says; null or blank for nothing
     * @return what is wrong with that, for the user
     */
    static Optional<String> choose(@Nullable String given, String... arguments) {
        boolean talkative = arguments.length > 0 && TALKATIVE.contains(arguments[0]);
        if (!talkative) {
            System.setProperty("inception.log.libraries", "ERROR");
        }
        String level = given == null || given.isBlank() ? talkative ? "INFO" : "WARN" : name(given);
        if (!NAMES.contains(level)) {
            return Optional.of(VARIABLE + " must be one of " + String.join(", ", NAMES) + ": " + given);
        }
        System.setProperty("inception.log.level", level);
        if (NAMES.indexOf(level) >= NAMES.indexOf("DEBUG")) {
            System.setProperty("inception.log.stacks", "full");
        }
        return Optional.empty();
    }

    private static String name(String given) {
        return given.strip().toUpperCase(Locale.ROOT);
    }
}
