package io.inceptionstreams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.util.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeysTest {

    @Test
    void noTwoKeysShareAVariable() {
        assertThat(Keys.all()).extracting(Key::environmentVariable).doesNotHaveDuplicates();
    }

    /** The chart refuses other keys before pods do. */
    @Test
    void theChartKnowsEveryKey() throws IOException {
        assertThat(Files.readAllLines(Path.of("helm/inception-streams/files/settings.txt")))
                .isEqualTo(Keys.all().stream().map(Key::name).toList());
    }

    @Test
    void noKeyHidesBehindKafkasProperties() {
        assertThat(Keys.all())
                .extracting(Key::name)
                .allMatch(name -> !name.startsWith("kafka.") && !name.equals("kafka"));
    }

    @Test
    void aVariableIsTheKeyInCapitals() {
        assertThat(Keys.TOPIC_DEAD_LETTERS.environmentVariable()).isEqualTo("INCEPTION_TOPICS_DEAD_LETTERS");
    }

    @Test
    void aKeyChecksItself() {
        assertThatThrownBy(() -> new Key<>("Fetch.Max", Type.string(), "x", "text"))
                .hasMessage("key Fetch.Max: expected lower-case words, joined by . and -");
        assertThatThrownBy(() -> new Key<>("fetch.max", Type.integer(new Bounds<>(1, 2)), "3", "text"))
                .hasMessage("key fetch.max: default 3: expected an integer from 1 to 2");
        assertThatThrownBy(() -> new Key<>("fetch.max", Type.string(), "x", "two\nlines"))
                .hasMessage("key fetch.max: expected one line of description");
    }

    @Test
    void theNearestNameIsSuggestedWhenItIsNear() {
        List<String> known = List.of("fetch.max-bytes", "fetch.timeout");

        assertThat(Suggestion.to("fetch.max-byte", known)).contains("fetch.max-bytes");
        assertThat(Suggestion.to("fetch.max.bytes", known)).contains("fetch.max-bytes");
        assertThat(Suggestion.to("fetch.timeuot", known)).contains("fetch.timeout");
        assertThat(Suggestion.to("colour", known)).isEmpty();
        assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    }
}
