package io.inceptionstreams.infer;

import ai.djl.engine.Engine;
import io.inceptionstreams.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.ConfigProto;

/** Opens the classifiers that the settings ask for. */
public final class Classifiers {

    private static final Logger LOG = LoggerFactory.getLogger(Classifiers.class);

    private Classifiers() {}

    /**
     * Loads and warms up a classifier for each device. Takes seconds to a minute: the first time libraries are unpacked,
     * and every batch size is run on every device.
     *
     * @param model null only for a simulated device, which then has labels of its own
     * @return at least one; the caller closes them
     * @throws ClassifierException when TensorFlow or the model does not load, the model's answers do not fit its labels
     *     or are no probabilities, or it has no features and they are wanted
     * @throws IllegalArgumentException when the settings ask for a GPU that is not there
     */
    public static List<Classifier> open(@Nullable Model model, InferSettings settings, Progress progress)
            throws ClassifierException {
        return open(model, settings, Integer.MAX_VALUE, progress);
    }

    /** The same, in silence, on the first of the devices and on no other. */
    public static Classifier openOne(Model model, InferSettings settings) throws ClassifierException {
        return open(model, settings, 1, Progress.SILENT).get(0);
    }

    private static List<Classifier> open(
            @Nullable Model model, InferSettings settings, int mostDevices, Progress progress)
            throws ClassifierException {
        DeviceSpec spec = DeviceSpec.parse(settings.device());
        if (spec instanceof DeviceSpec.Simulated simulated) {
            if (settings.features()) {
                throw new IllegalArgumentException("output.features: a simulated device computes no features");
            }
            return simulated(
                    simulated,
                    Math.min(mostDevices, simulated.count()),
                    settings,
                    model == null ? SimulatedClassifier.LABELS : model.labels());
        }
        if (model == null) {
            throw new IllegalArgumentException("infer.device: " + settings.device() + " needs a model");
        }
        ConfigProto config = ModelConfig.of(model);
        Engine engine = TensorFlowLibrary.load(settings, config);
        List<Place> chosen = Place.choose(spec, engine.getGpuCount(), settings.cpuSessions());
        List<Place> places = chosen.subList(0, Math.min(mostDevices, chosen.size()));
        LOG.info("{} {} on {} with TensorFlow {}", model.name(), model.version(), places, engine.getVersion());
        Rehearsal rehearsal = new Rehearsal(Proof.of(model), settings.warmUp(), System::nanoTime, progress);
        return tensorFlow(model, settings, config, places, rehearsal);
    }

    /** The same, in silence. */
    public static List<Classifier> open(@Nullable Model model, InferSettings settings) throws ClassifierException {
        return open(model, settings, Progress.SILENT);
    }

    /** The version of the TensorFlow that the settings load; none for a simulated device. */
    public static String tensorFlow(InferSettings settings) throws ClassifierException {
        return DeviceSpec.parse(settings.device()) instanceof DeviceSpec.Simulated
                ? "none"
                : String.valueOf(TensorFlowLibrary.load(settings, ConfigProto.getDefaultInstance())
                        .getVersion());
    }

    /** One classifier on the first device, which was not asked to prove anything yet. */
    static Classifier unproved(Model model, InferSettings settings) throws ClassifierException {
        DeviceSpec spec = DeviceSpec.parse(settings.device());
        if (spec instanceof DeviceSpec.Simulated) {
            throw new IllegalArgumentException("infer.device: a simulated device computes no features");
        }
        ConfigProto config = ModelConfig.of(model);
        Engine engine = TensorFlowLibrary.load(settings, config);
        Place place = Place.choose(spec, engine.getGpuCount(), 1).get(0);
        int cores = Runtime.getRuntime().availableProcessors();
        return DjlClassifier.load(model, place, settings, SessionConfig.of(settings, config, place, cores));
    }

    private static List<Classifier> tensorFlow(
            Model model, InferSettings settings, ConfigProto config, List<Place> places, Rehearsal rehearsal)
            throws ClassifierException {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Classifier> open = new ArrayList<>();
        try {
            for (Place place : places) {
                Classifier classifier =
                        DjlClassifier.load(model, place, settings, SessionConfig.of(settings, config, place, cores));
                open.add(classifier);
                rehearsal.run(classifier);
            }
            return List.copyOf(open);
        } catch (ClassifierException | RuntimeException | Error e) {
            open.forEach(Classifier::close);
            throw e;
        }
    }

    private static List<Classifier> simulated(
            DeviceSpec.Simulated simulated, int count, InferSettings settings, List<String> labels) {
        String name = "simulated:" + simulated.curve();
        return IntStream.range(0, count)
                .<Classifier>mapToObj(i -> new SimulatedClassifier(
                        simulated.curve(),
                        simulated.count() == 1 ? name : name + "#" + i,
                        settings.maxBatch(),
                        settings.callsPerDevice(),
                        labels,
                        SimulatedClassifier.Clock.SYSTEM))
                .toList();
    }
}
