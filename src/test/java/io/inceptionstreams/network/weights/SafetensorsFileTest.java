package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("ByteBufferBackingArray") // allocated here
final class SafetensorsFileTest {

    @TempDir
    Path folder = Path.of("");

    private Path file(String header, int... data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        out.write(json);
        for (int value : data) {
            out.write(value);
        }
        return Files.write(folder.resolve("some.safetensors"), out.toByteArray());
    }

    @Test
    void numbersOfAllWidthsAreRead() throws Exception {
        Path path = file(
                "{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[4,8]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[8,10]},"
                        + "\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[10,18]}}",
                0,
                0,
                0x20,
                0xc0,
                0x00,
                0x3c,
                0x01,
                0x80,
                0xc0,
                0x3f,
                0,
                0,
                0,
                0,
                0,
                0,
                0x04,
                0x40);

        SafetensorsFile read = SafetensorsFile.open(path);

        assertThat(read.shapes()).containsEntry("h", List.of(2)).containsOnlyKeys("f", "h", "b", "d");
        assertThat(read.read("f")).containsExactly(-2.5f);
        assertThat(read.read("h")).containsExactly(1f, -0x1p-24f);
        assertThat(read.read("b")).containsExactly(1.5f);
        assertThat(read.read("d")).containsExactly(2.5f);
    }

    @ParameterizedTest
    @CsvSource({"0000, 0", "3c00, 1", "c000, -2", "7bff, 65504", "0001, 5.9604645E-8", "7c00, Infinity", "7e00, NaN"})
    void halves(String bits, float value) {
        assertThat(Half.toFloat((short) Integer.parseInt(bits, 16))).isEqualTo(Float.valueOf(value)); // NaN is NaN
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,3]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[1,9]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1073741824,4],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":[]}",
                "{\"a\":",
            })
    void aHeaderThatDoesNotFitItsDataIsRefused(String header) throws IOException {
        Path path = file(header, 1, 2, 3, 4, 5, 6, 7, 8);

        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("some.safetensors");
    }

    @Test
    void aKindThatHoldsNoWeightsIsRefusedWhenItIsAskedFor() throws Exception {
        SafetensorsFile read = SafetensorsFile.open(
                file("{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}", 1, 2, 3, 4, 5, 6, 7, 8));

        assertThatThrownBy(() -> read.read("n"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("n is I64");
    }
}
