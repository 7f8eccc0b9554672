package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventWriterTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @Test
    void writesAReference() {
        ImageReference reference = new ImageReference(
                "7",
                "file:/a.png",
                3,
                Instant.parse("2026-11-22T21:00:00Z"),
                JsonNodeFactory.instance.objectNode().put("a", 1));

        assertThat(text(new EventWriter().write(reference)))
                .isEqualTo("{\"id\":\"7\",\"uri\":\"file:/a.png\",\"labels\":3,"
                        + "\"deadline\":\"2026-11-22T21:00:00Z\",\"attributes\":{\"a\":1}}");
    }

    @Test
    void writesNoFieldThatIsNotThere() {
        assertThat(text(new EventWriter().write(new ImageReference("7", "u", null, null, null))))
                .isEqualTo("{\"id\":\"7\",\"uri\":\"u\"}");
    }

    @Test
    void writesAResult() {
        assertThat(text(new EventWriter().write(labelled("https://images.example/cat.jpg"))))
                .isEqualTo("{\"id\":\"7\",\"uri\":\"https://images.example/cat.jpg\","
                        + "\"labels\":[{\"label\":\"Neutral\",\"index\":2,\"score\":0.75}],"
                        + "\"model\":{\"name\":\"m\",\"version\":\"1\",\"sha256\":\"" + DIGEST + "\"},"
                        + "\"image\":{\"width\":640,\"height\":480,\"format\":\"jpeg\",\"sha256\":\"" + DIGEST + "\"},"
                        + "\"timings\":{\"fetch\":0.000,\"decode\":1.500,\"queue\":0.001,\"inference\":1234.568,"
                        + "\"total\":9999.000},"
                        + "\"batchSize\":4,\"device\":\"cpu\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png;base64,iVBO | data:image/png;base64,",
                "DATA:image/png;base64,iV,O | DATA:image/png;base64,",
                "data:,                     | data:,",
                "data:iVBO                  | data:",
                "https://a.example/b,c      | https://a.example/b,c",
                "database:a,b               | database:a,b"
            })
    void aDataUriLosesItsPayload(String uri, String written) throws InvalidEventException {
        byte[] value = new EventWriter().write(labelled(uri));

        assertThat(new ResultReader().read(value).uri()).isEqualTo(written);
        assertThat(Examples.violations(Examples.LABEL, value)).isEmpty();
    }

    @Test
    void valuesThatNoSchemaTakesAreNoRecords() {
        assertThatThrownBy(() -> new Labelled.Label("a", 0, Float.NaN)).hasMessage("score: expected 0 to 1: NaN");
        assertThatThrownBy(() -> new Labelled.Label("a", 0, 1.01f)).hasMessage("score: expected 0 to 1: 1.01");
        assertThatThrownBy(() -> new Labelled.Label("a", -1, 0)).hasMessage("index: must be at least 0: -1");
        assertThatThrownBy(() -> new Labelled.Image(0, 1, "png", DIGEST)).hasMessage("width: must be at least 1: 0");
        assertThatThrownBy(() -> new Labelled.Timings(0, 0, -1, 0, 0)).hasMessage("queue: expected 0 ms or more: -1.0");
        assertThatThrownBy(() -> new ImageReference("", "u", null, null, null))
                .hasMessage("id: expected 1 to 256 characters: \"\"");
        assertThatThrownBy(() -> new ImageReference("7", "", null, null, null)).hasMessage("uri: must not be empty");
        assertThatThrownBy(() -> new ImageReference("7", "u", 1001, null, null))
                .hasMessage("labels: expected 1 to 1000: 1001");
        assertThatThrownBy(() -> new ImageReference("7", "u", null, Instant.MAX, null))
                .hasMessageStartingWith("deadline: expected a year from 0 to 9999: ");
    }

    @Test
    void saysNothingOfTheCacheWhenTheModelAnswered() {
        assertThat(text(new EventWriter().write(labelled("u")))).doesNotContain("cached");
    }

    @Test
    void aScoreThatRoundedAboveOneIsOne() {
        assertThat(new Labelled.Label("a", 0, 1.0000001f).score()).isEqualTo(1f);
    }

    private static Labelled labelled(String uri) {
        return new Labelled(
                "7",
                uri,
                List.of(new Labelled.Label("Neutral", 2, 0.75f)),
                new Labelled.ModelId("m", "1", DIGEST),
                new Labelled.Image(640, 480, "jpeg", DIGEST),
                new Labelled.Timings(0, 1.5, 0.0005, 1234.56789, 9999),
                4,
                "cpu",
                false,
                null,
                null);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
