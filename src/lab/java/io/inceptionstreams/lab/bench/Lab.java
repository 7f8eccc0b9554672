package io.inceptionstreams.lab.bench;

import io.inceptionstreams.broker.BrokerCluster;
import io.inceptionstreams.broker.ClusterSettings;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.lab.bench.baseline.Baseline;
import io.inceptionstreams.util.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the parts of a run share: broker, engine, images and a voice. Opened when first asked for. For one thread. */
final class Lab implements AutoCloseable {

    private static final String SIMULATED_IMAGES = "--simulated-images";

    private final BenchPlan plan;
    private final Consumer<String> narrator;
    private final Path folder;
    private @Nullable BrokerCluster broker;
    private @Nullable Engine engine;
    private @Nullable List<byte[]> small;
    private int trials;

    Lab(BenchPlan plan, Consumer<String> narrator) throws IOException {
        this.plan = plan;
        this.narrator = narrator;
        this.folder = Files.createTempDirectory("inception-bench-").toRealPath();
    }

    /** What is done in each round. */
    @FunctionalInterface
    interface Round<E extends Exception> {
        void run(int round) throws E;
    }

    /** Does it once for each round. */
    <E extends Exception> void rounds(Round<E> once) throws E {
        for (int round = 1; round <= scale().rounds(); round++) {
            say("round %d of %d", round, scale().rounds());
            once.run(round);
        }
    }

    /** Lets the contender work a backlog off, in a process of its own. */
    Flow carry(Contender contender, Load load) {
        try (Trial trial = trial(contender)) {
            Flow flow = trial.carry(load);
            say(
                    "%-44s %9.1f/s  (%.2f cores, broker %.2f)",
                    contender.name(), flow.perSecond(), flow.cores(), flow.brokerCores());
            return flow;
        }
    }

    Trial trial(Contender contender) {
        return new Trial(plan, broker(), contender, ++trials);
    }

    /** The application, with further settings. */
    Contender application(String name, String... settings) {
        return new Contender(name, with(plan.application(), List.of(settings)), Map.of(), true);
    }

    /** The application without images. */
    Contender simulated(String name, String... settings) {
        List<String> line = new ArrayList<>(plan.application());
        line.add(SIMULATED_IMAGES);
        return new Contender(name, with(line, List.of(settings)), Map.of(), true);
    }

    /** What a user would write instead. */
    Contender baseline(Baseline kind, String name, Map<String, String> environment, String... settings) {
        List<String> line = new ArrayList<>(plan.baseline());
        line.add(kind.toString());
        return new Contender(name, with(line, List.of(settings)), environment, false);
    }

    /** The same without images. */
    Contender simulatedBaseline(Baseline kind, String name, String... settings) {
        List<String> line = new ArrayList<>(plan.baseline());
        line.addAll(List.of(kind.toString(), SIMULATED_IMAGES));
        return new Contender(name, with(line, List.of(settings)), Map.of(), false);
    }

    static String[] settings(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static List<String> with(List<String> command, List<String> settings) {
        List<String> line = new ArrayList<>(command);
        for (String setting : settings) {
            line.add("--set");
            line.add(setting);
        }
        return line;
    }

    /** One broker as a process of its own, with the heap and the JVM of a production one. */
    BrokerCluster broker() {
        if (broker == null) {
            broker = BrokerCluster.start(ClusterSettings.measured(folder));
        }
        return broker;
    }

    Engine engine() throws ClassifierException {
        if (engine == null) {
            say("loading the model and warming it up");
            Classifier classifier = Classifiers.openOne(plan.model(), plan.infer());
            engine = new Engine(classifier, plan.decoder(), smallPhotos());
        }
        return engine;
    }

    /** The version of what the engine computes with. */
    String tensorFlow() throws ClassifierException {
        return engine == null ? "not loaded" : Classifiers.tensorFlow(plan.infer());
    }

    /** The cores that every contender shares with its broker. */
    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** 640x480 JPEGs. */
    List<byte[]> smallPhotos() {
        if (small == null) {
            small = photos(640, 480);
        }
        return small;
    }

    List<byte[]> photos(int width, int height) {
        try {
            return Photos.jpegs(plan.samples(), width, height);
        } catch (IOException e) {
            throw new UncheckedIOException("making photos of " + width + "x" + height, e);
        }
    }

    BenchPlan plan() {
        return plan;
    }

    Scale scale() {
        return plan.scale();
    }

    /** For files that are gone when the run ends. */
    Path folder() {
        return folder;
    }

    void say(String format, Object... values) {
        narrator.accept(String.format(Locale.ROOT, format, values));
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
        if (broker != null) {
            broker.close();
        }
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }
}
