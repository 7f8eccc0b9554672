package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ClassifiersTest {

    private static final InferSettings SETTINGS = InferSettings.defaults();

    @Test
    void simulatedDevicesSayThatTheyAre() throws Exception {
        List<Classifier> one = Classifiers.open(SimulatedModel.model(), SETTINGS.withDevice("simulated:8+0.4"));
        List<Classifier> two = Classifiers.open(SimulatedModel.model(), SETTINGS.withDevice("simulated:0+0x2"));

        assertThat(one).extracting(Classifier::device).containsExactly("simulated:8.0+0.4");
        assertThat(two).extracting(Classifier::device).containsExactly("simulated:0.0+0.0#0", "simulated:0.0+0.0#1");
        assertThat(one).extracting(Classifier::maxBatch).containsExactly(16);
    }

    @Test
    void aSimulatedDeviceTakesTheModelsLabels() throws Exception {
        List<Classifier> classifiers = Classifiers.open(
                TinyModel.describe(Path.of("nowhere"), "cat", "dog"), SETTINGS.withDevice("simulated:0+0"));

        Scores scores =
                classifiers.get(0).classify(List.of(ByteBuffer.allocate(48))).get(0);

        assertThat(scores.top(9)).extracting(Scores.Ranked::label).containsExactlyInAnyOrder("cat", "dog");
    }

    @Test
    void aSimulatedDeviceNeedsNeitherDjlNorTensorFlow() throws Exception {
        URL[] withoutEngine = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("djl") && !entry.contains("tensorflow") && !entry.contains("javacpp"))
                .map(ClassifiersTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader classes = new URLClassLoader(withoutEngine, ClassLoader.getPlatformClassLoader())) {
            Class<?> settings = classes.loadClass(InferSettings.class.getName());
            Object simulated = settings.getMethod("withDevice", String.class)
                    .invoke(settings.getMethod("defaults").invoke(null), "simulated:1+0");

            Object model = classes.loadClass(SimulatedModel.class.getName())
                    .getMethod("model")
                    .invoke(null);

            Object open = Stream.of(
                            classes.loadClass(Classifiers.class.getName()).getMethods())
                    .filter(method -> method.getName().equals("open") && method.getParameterCount() == 2)
                    .findFirst()
                    .orElseThrow()
                    .invoke(null, model, simulated);

            assertThat(open).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(1);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
