package io.inceptionstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeasurementsTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder = Path.of("");

    private static Measurement measured(String device, double pace) {
        return new Measurement(device, 2, NOON, new TreeMap<>(Map.of(1, pace, 16, 2 * pace)));
    }

    @Test
    void aDeviceThatIsMeasuredAgainReplacesItsEntryAndNoOther() throws IOException, ModelException {
        assertThat(Measurements.read(folder)).isEmpty();

        Measurements.add(folder, List.of(measured("gpu:0", 800), measured("cpu", 7.8612345)));
        Measurements.add(folder, List.of(measured("cpu", 8)));

        assertThat(Measurements.read(folder)).containsExactly(measured("cpu", 8), measured("gpu:0", 800));
    }

    @Test
    void theFileNeedsNoDigest() throws IOException, ModelException {
        Measurements.add(folder, List.of(measured("cpu", 8)));

        assertThat(Digests.of(folder)).isEmpty();
        Files.createDirectory(folder.resolve("golden"));
        Files.createFile(folder.resolve("golden").resolve(Measurements.FILE));
        assertThat(Digests.of(folder)).containsOnlyKeys("golden/" + Measurements.FILE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                | does not parse: ",
                "[]                               | must be a JSON object",
                "{\"devices\": 1}                 | devices: must be a list of objects",
                "{\"devices\": [{}]}              | devices[0].imagesPerSecond: missing",
                "{\"colour\": 1}                  | colour: unknown field"
            })
    void aFileThatSaysSomethingElseIsRefused(String json, String why) throws IOException {
        Files.writeString(folder.resolve(Measurements.FILE), json);

        assertThatThrownBy(() -> Measurements.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder.resolve(Measurements.FILE) + ": " + why);
    }
}
