package io.inceptionstreams.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.ResultReader;
import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.CpuPrecision;
import io.inceptionstreams.infer.FeatureReader;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.Photos;
import io.inceptionstreams.testing.RealModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features in results of the real topology and of {@code classify}, against those that {@code train-head} sees. */
final class FeaturesIT {

    private static final int SIZE = 2048;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aResultHasTheFeaturesThatAHeadIsTrainedOn() throws Exception {
        Path cat = Files.write(folder.resolve("cat.png"), Photos.sample("chelsea.png"));
        float[] expected = features(cat);
        assertThat(expected).hasSize(SIZE);

        CommandRun demo = CommandRun.of(arguments("demo", "--json", "--images", folder.toString()));

        assertThat(demo.exit()).as(demo.err()).isZero();
        Labelled result = new ResultReader().read(demo.lines().get(0).getBytes(UTF_8));
        assertThat(result.labels().get(0).label()).isEqualTo("Neutral");
        assertClose(requireNonNull(result.features()).values(), expected);

        CommandRun classify = CommandRun.of(
                "classify",
                "--json",
                "--features",
                "--model",
                RealModel.FOLDER,
                "--set",
                "infer.device=cpu",
                cat.toString());

        assertThat(classify.exit()).as(classify.err()).isZero();
        JsonNode answer = new JsonMapper().readTree(classify.lines().get(0));
        ByteBuffer bytes = ByteBuffer.wrap(
                        Base64.getDecoder().decode(answer.path("features").textValue()))
                .order(ByteOrder.LITTLE_ENDIAN);
        float[] classified = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(classified);
        assertClose(classified, expected);
    }

    @Test
    void aSimulatedDeviceHasNone() {
        CommandRun demo = CommandRun.of("demo", "--set", "infer.device=simulated:1+1", "--set", "output.features=true");

        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.err()).contains("output.features: a simulated device computes no features");
    }

    private static void assertClose(float[] values, float[] expected) {
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).as("feature " + i).isFinite().isCloseTo(expected[i], within(1e-5f));
        }
    }

    private static float[] features(Path photo) throws Exception {
        Model model = RealModel.open();
        ImageDecoder decoder = new ImageDecoder(DecodeSettings.defaults(), Target.of(model.preprocessing()));
        InferSettings one =
                new InferSettings("cpu", 1, 0, 0, true, 1, 1, 1, CpuPrecision.FLOAT32, WarmUp.NONE, false, null);
        try (FeatureReader reader = FeatureReader.open(model, one)) {
            return reader.read(List.of(decoder.decode(Files.readAllBytes(photo)).pixels()))
                    .get(0);
        }
    }

    private static String[] arguments(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--model", RealModel.FOLDER));
        for (String setting :
                List.of("infer.device=cpu", "infer.warm-up=none", "batch.max-size=1", "output.features=true")) {
            all.addAll(List.of("--set", setting));
        }
        return all.toArray(String[]::new);
    }
}
