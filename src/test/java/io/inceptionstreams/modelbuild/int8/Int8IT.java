package io.inceptionstreams.modelbuild.int8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.CpuinfoFlags;
import io.inceptionstreams.testing.Photos;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default weights, with crops of the sample photos to calibrate and to judge. */
class Int8IT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theDefaultModelIn8BitsAgreesWithFloat32AndServes() throws Exception {
        assumeThat(multiplies8Bits()).as("a CPU that multiplies 8 bits").isTrue();
        Path crops = crops(6);

        CommandRun run = build("--calibration", crops.toString(), "--max-difference", "0.03");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("nsfwjs-inception-v3 1, 5 classes, SHA-256 ");
        Model model = ModelFolder.open(folder.resolve("models/nsfwjs-inception-v3"));
        assertThat(model.int8())
                .hasValueSatisfying(int8 -> assertThat(int8.goldenTolerance()).isBetween(0.01, 0.05));
        try (Classifier classifier =
                Classifiers.openOne(model, InferSettings.defaults().withDevice("cpu"))) {
            assertThat(classifier.device()).isEqualTo("cpu:int8"); // its golden images agree, or it would not open
        }
        assertThat(CommandRun.of("model", "inspect", "--model", model.folder().toString())
                        .out())
                .containsPattern("on this CPU +int8: the model is");
    }

    @Test
    void elsewhereItIsRefusedBeforeAnythingIsComputed() throws Exception {
        assumeThat(multiplies8Bits()).as("a CPU that multiplies 8 bits").isFalse();

        CommandRun run = build("--calibration", crops(1).toString());

        assertThat(run.exit()).isOne();
        assertThat(run.err()).contains("--precision int8: the model is int8, and no instructions for that");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(build().err()).contains("--precision int8 and --calibration FOLDER go together");
        assertThat(build("--calibration", folder.resolve("none").toString()).err())
                .contains("--calibration: ", " is no folder");
        assertThat(build("--calibration", folder.toString(), "--agreement", "2").err())
                .contains("--agreement: must be from 0 to 1, is 2.0");
        if (multiplies8Bits()) {
            assertThat(build("--calibration", crops(1).toString()).err())
                    .contains("has 9 different photos that decode, 24 are needed at least");
        }
    }

    private CommandRun build(String... more) {
        String[] all = new String[more.length + 6];
        List.of(
                        "model",
                        "build",
                        "--precision",
                        "int8",
                        "--output",
                        folder.resolve("models").toString())
                .toArray(all);
        System.arraycopy(more, 0, all, 6, more.length);
        return CommandRun.of(all);
    }

    private static boolean multiplies8Bits() throws IOException {
        return CpuinfoFlags.have("avx512_vnni") || CpuinfoFlags.have("avx_vnni") || CpuinfoFlags.have("amx_int8");
    }

    /** Nine parts of each of the first samples, as JPEGs. */
    private Path crops(int samples) throws IOException {
        Path crops = Files.createDirectory(folder.resolve("crops-" + samples));
        List<String> names =
                List.of("astronaut.png", "camera.png", "chelsea.png", "coffee.png", "drawing.png", "rocket.jpg");
        for (String name : names.subList(0, samples)) {
            BufferedImage photo = ImageIO.read(new ByteArrayInputStream(Photos.sample(name)));
            int width = photo.getWidth() / 2;
            int height = photo.getHeight() / 2;
            for (int i = 0; i < 9; i++) {
                BufferedImage part = photo.getSubimage(i % 3 * width / 2, i / 3 * height / 2, width, height);
                ImageIO.write(
                        part, "png", crops.resolve(name + "-" + i + ".png").toFile());
            }
        }
        return crops;
    }
}
