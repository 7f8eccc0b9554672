package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TfjsFileTest {

    private static final String TOPOLOGY = """
            {"model_config": {"config": {"layers": [
              {"class_name": "BatchNormalization", "config": {"name": "bn", "epsilon": 0.001}},
              {"class_name": "Dense", "config": {"name": "dense_7", "units": 4, "activation": "relu"}},
              {"class_name": "Dense", "config": {"name": "dense_8", "units": 2, "activation": "softmax"}}]}}}""";

    private static final String MANIFEST = """
            [{"paths": ["a", "b"], "weights": [
              {"name": "plain", "shape": [2], "dtype": "float32"},
              {"name": "bytes", "shape": [1, 3], "dtype": "float32",
               "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}},
              {"name": "shorts", "shape": [2], "dtype": "float32",
               "quantization": {"dtype": "uint16", "scale": 2, "min": 0.25}}]}]""";

    /** 1.0 and -2.0; 0, 1, 255; 1, 65535: little-endian. */
    private static final byte[] DATA = {
        0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, 0, 1, (byte) 0xff, 1, 0, (byte) 0xff, (byte) 0xff
    };

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void aSmallModel() throws IOException {
        model(TOPOLOGY, MANIFEST);
        Files.write(folder.resolve("a"), java.util.Arrays.copyOf(DATA, 10));
        Files.write(folder.resolve("b"), java.util.Arrays.copyOfRange(DATA, 10, DATA.length));
    }

    private void model(String topology, String manifest) throws IOException {
        Files.writeString(
                folder.resolve("model.json"),
                "{\"modelTopology\": " + topology + ", \"weightsManifest\": " + manifest + "}");
    }

    private TfjsFile read() throws IOException, WeightsException {
        return TfjsFile.read(new FolderSource(folder));
    }

    @Test
    void valuesArePlainOrQuantised() throws IOException, WeightsException {
        TfjsFile file = read();

        assertThat(file.read("plain")).containsExactly(1f, -2f);
        assertThat(file.read("bytes")).containsExactly(-1f, -0.5f, 126.5f);
        assertThat(file.read("shorts")).containsExactly(2.25f, 131070.25f);
        assertThat(file.shapes()).containsEntry("bytes", List.of(1, 3)).hasSize(3);
    }

    @Test
    void aShardWithANameThatNoFileCanHaveIsMissing() throws IOException {
        model(TOPOLOGY, "[{\"paths\": [\"a\\u0000\"], \"weights\": []}]");

        assertThatThrownBy(this::read).isInstanceOf(WeightsException.class).hasMessageContaining("no shard a");
    }

    /** As tensorflowjs_converter --quantize_float16 writes: a half is no multiple of anything. */
    @Test
    void halvesNeedNoScale() throws IOException, WeightsException {
        model(
                TOPOLOGY,
                MANIFEST.replace(
                        "{\"dtype\": \"uint16\", \"scale\": 2, \"min\": 0.25}",
                        "{\"dtype\": \"float16\", \"original_dtype\": \"float32\"}"));
        Files.write(folder.resolve("b"), new byte[] {1, 0, 0x3c, 0, (byte) 0xc1});

        assertThat(read().read("shorts")).containsExactly(1f, -2.5f);
    }

    /** As Keras 3 names the head of a model in a model. */
    @Test
    void whatALayerLiesInIsNotOfItsName() throws IOException, WeightsException {
        model(TOPOLOGY, MANIFEST.replace("\"plain\"", "\"sequential/dense_7/kernel\""));

        assertThat(read().shapes()).containsKey("dense_7/kernel");
    }

    @Test
    void layersByPositionAreRefused() throws IOException {
        model(
                TOPOLOGY,
                MANIFEST.replace("\"plain\"", "\"layers/conv2d_5/vars/0\"")
                        .replace("\"bytes\"", "\"layers/conv2d_6/vars/0\""));

        assertThatThrownBy(this::read).isInstanceOf(WeightsException.class).hasMessageContaining("NAME.h5");
    }

    @Test
    void theHeadIsReadFromTheTopology() throws IOException, WeightsException {
        assertThat(read().dense())
                .containsExactly(new WeightFile.HeadLayer("dense_7", 4), new WeightFile.HeadLayer("dense_8", 2));
    }

    @Test
    void modulesAreReadLikePlainFilesAndHaveTheSameDigest() throws IOException, WeightsException {
        String plain = read().digest();
        String model = Files.readString(folder.resolve("model.json"));
        Files.writeString(folder.resolve("model.min.js"), "module.exports=" + model + ";");
        Files.delete(folder.resolve("model.json"));
        for (String shard : List.of("a", "b")) {
            String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(shard)));
            Files.writeString(
                    folder.resolve(shard + ".min.js"), "n.exports=\"" + base64 + "\"", StandardCharsets.US_ASCII);
            Files.delete(folder.resolve(shard));
        }

        TfjsFile modules = read();

        assertThat(modules.digest()).isEqualTo(plain);
        assertThat(modules.read("plain")).containsExactly(1f, -2f);
    }

    @Test
    void shardsThatAreTooShortOrTooLongAreRefused() throws IOException {
        Files.write(folder.resolve("b"), new byte[4]);
        assertThatThrownBy(this::read).isInstanceOf(WeightsException.class).hasMessageContaining("end within shorts");

        Files.write(folder.resolve("b"), new byte[6]);
        assertThatThrownBy(this::read)
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("describes 15 bytes, the shards hold 16");
    }

    @Test
    void aShardThatIsNotThereIsNamed() throws IOException {
        Files.delete(folder.resolve("b"));

        assertThatThrownBy(this::read).isInstanceOf(WeightsException.class).hasMessageEndingWith("no shard b");
    }

    @Test
    void aShardOutsideOfTheFolderIsNotRead() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Files.writeString(
                inner.resolve("model.json"), "{\"weightsManifest\": [{\"paths\": [\"../a\"], \"weights\": []}]}");

        assertThatThrownBy(() -> TfjsFile.read(new FolderSource(inner)))
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith("no shard ../a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"dtype\": \"uint8\", \"scale\": 0.5 | \"dtype\": \"uint4\", \"scale\": 0.5 | uint4",
                "\"scale\": 0.5 | \"skale\": 0.5 | scale and min",
                "\"name\": \"shorts\" | \"name\": \"plain\" | two tensors named plain",
                "[1, 3] | [1, -3] | [1,-3]",
                "[1, 3] | [99999, 99999] | too large"
            })
    void aManifestThatCannotBeReadIsRefused(String from, String to, String message) throws IOException {
        model(TOPOLOGY, MANIFEST.replace(from, to));

        assertThatThrownBy(this::read).isInstanceOf(WeightsException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"epsilon\": 0.001 | \"epsilon\": 0.01 | epsilon 0.01",
                "\"activation\": \"softmax\" | \"activation\": \"sigmoid\" | [relu, sigmoid]",
                "\"layers\" | \"other\" | layers model is needed"
            })
    void aTopologyThatComputesSomethingElseIsRefused(String from, String to, String message) throws IOException {
        model(TOPOLOGY.replace(from, to), MANIFEST);

        assertThatThrownBy(this::read).isInstanceOf(WeightsException.class).hasMessageContaining(message);
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        Files.writeString(folder.resolve("model.json"), "{\"modelTopology\": ");
        assertThatThrownBy(this::read).isInstanceOf(WeightsException.class).hasMessageContaining("does not parse");

        Files.delete(folder.resolve("model.json"));
        assertThatThrownBy(this::read)
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith("neither model.json nor model.min.js");
    }
}
