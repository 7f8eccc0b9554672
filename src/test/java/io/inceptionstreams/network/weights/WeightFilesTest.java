package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

final class WeightFilesTest {

    @TempDir
    Path folder = Path.of("");

    private static void refused(Path path, String... parts) {
        assertThatThrownBy(() -> WeightFiles.read(path))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll(parts);
    }

    private Path file(String content) throws IOException {
        return Files.write(folder.resolve("weights"), content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatIsNotThereIsRefused() {
        refused(folder.resolve("missing.h5"), "missing.h5", "no such file");
    }

    @Test
    void pytorchsOwnFormatIsRefusedWithAWayOut() throws IOException {
        refused(file("PK\003\004archive/data.pkl"), ".pth", "safetensors.torch.save_file");
        refused(file("\u0080\002\u008a\nl\374\234F\371 j\250P\031."), ".pth", "safetensors.torch.save_file");
    }

    @Test
    void kerasOwnArchiveIsRefusedWithAWayOut() throws IOException {
        Path path = folder.resolve("model.keras");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry("config.json"));
            zip.putNextEntry(new ZipEntry("model.weights.h5"));
        }

        refused(path, ".keras", "model.save(\"NAME.h5\")");
    }

    @Test
    void anEmptyFileAndASavedModelAreCalledWhatTheyAre() throws IOException {
        refused(file(""), "an empty file", "safetensors");
        refused(file("\010\001\022\377"), "a SavedModel", "safetensors");
    }

    @Test
    void anythingElseIsRefusedWithWhatIsKnown() throws IOException {
        refused(file("not weights at all"), "not a weight file", "safetensors", "HDF5", "tfjs", ".pb");
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        refused(file("\u0089HDF\r\n\u001a\nrubbish"), "this HDF5 cannot be read", "cut off");
        refused(file("\nnot a graph"), "not a frozen TensorFlow graph");
    }

    @Test
    void aConstantWithoutAValueIsNone() throws IOException {
        Path path = folder.resolve("graph.pb");
        NodeDef.Builder constant = NodeDef.newBuilder().setOp("Const").setName("InceptionV3/Conv2d_1a_3x3/weights");
        Files.write(path, GraphDef.newBuilder().addNode(constant).build().toByteArray());

        refused(path, "wrong shape (1):", "InceptionV3/Conv2d_1a_3x3/weights");
    }

    @Test
    void anHdf5FileThatEndsTooSoonIsRefusedWhereverItEnds() throws IOException {
        Path path = folder.resolve("short.h5");
        ClassicHdf5.Group root = new ClassicHdf5.Group().attribute("layer_names", List.of("conv2d_1"));
        root.group("conv2d_1").group("conv2d_1").dataset("kernel:0", List.of(3, 3, 3, 32), new float[864]);
        ClassicHdf5.write(path, root);
        byte[] whole = Files.readAllBytes(path);

        for (int length = 16; length < whole.length; length += 97) {
            Files.write(path, java.util.Arrays.copyOf(whole, length));

            refused(path, "short.h5");
        }
    }

    private Path small() throws IOException {
        Path path = folder.resolve("small.h5");
        ClassicHdf5.Group root = new ClassicHdf5.Group();
        root.group("dense").group("dense").dataset("bias:0", List.of(2), new float[2]);
        ClassicHdf5.write(path, root);
        return path;
    }

    /** The superblock has the place of the root's header, which has its own length eight bytes on. */
    @Test
    void anHdf5FileMayClaimAnyLength() throws IOException {
        Path path = small();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt((int) bytes.getLong(64) + 8, 0x7ffffff0);
        Files.write(path, bytes.array());

        refused(path, "small.h5: this HDF5 cannot be read");
    }

    /** The first child of each group, whose header's place is eight bytes behind that of its name, becomes the root. */
    @Test
    void anHdf5GroupMayBeInItself() throws IOException {
        Path path = small();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        String text = new String(bytes.array(), StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("SNOD"); at >= 0; at = text.indexOf("SNOD", at + 1)) {
            bytes.putLong(at + 8 + 8, bytes.getLong(64));
        }
        Files.write(path, bytes.array());

        refused(path, "small.h5: groups in groups");
    }

    @Test
    void anotherNetworkIsRefusedByItsNames() throws IOException {
        Path path = folder.resolve("resnet.safetensors");
        FamilyFiles.safetensors(
                path, Map.of("layer1.0.conv1.weight", new FamilyFiles.Stored(List.of(1), new float[] {1})));

        refused(path, "no family of Inception-v3", "layer1.0.conv1.weight");
    }

    @Test
    void everythingThatIsWrongIsListed() throws IOException {
        Path path = folder.resolve("broken.h5");
        ClassicHdf5.Group root = new ClassicHdf5.Group();
        root.group("conv2d_1").group("conv2d_1").dataset("kernel:0", List.of(3, 3, 3, 31), new float[837]);
        root.group("extra").group("extra").dataset("kernel:0", List.of(2), new float[2]);
        ClassicHdf5.write(path, root);

        refused(
                path,
                "missing (375):",
                "  batch_normalization_1/beta [32], for Conv2d_1a_3x3",
                "wrong shape (1):",
                "  conv2d_1/kernel is [3, 3, 3, 31], needs [3, 3, 3, 32], for Conv2d_1a_3x3",
                "unknown (1):",
                "  extra/kernel");
    }
}
