package io.inceptionstreams.infer;

import io.inceptionstreams.model.Model;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.ConfigProto;

/** Opens the classifiers that the settings ask for. */
public final class Classifiers {

    private Classifiers() {}

    /**
     * Loads and warms up a classifier for each device. Takes seconds to a minute: the first time libraries are unpacked,
     * and every batch size is run on every device.
     *
     * @return at least one; the caller closes them
     * @throws ClassifierException when TensorFlow or the model does not load, the model's answers do not fit its labels
     *     or are no probabilities, or it has no features and they are wanted
     * @throws IllegalArgumentException when the settings ask for a GPU that is not there
     */
    public static List<Classifier> open(Model model, InferSettings settings, Progress progress)
            throws ClassifierException {
        return open(model, settings, Integer.MAX_VALUE, progress);
    }

    /** The same, in silence, on the first of the devices and on no other. */
    public static Classifier openOne(Model model, InferSettings settings) throws ClassifierException {
        return open(model, settings, 1, Progress.SILENT).get(0);
    }

    private static List<Classifier> open(Model model, InferSettings settings, int mostDevices, Progress progress)
            throws ClassifierException {
        DeviceSpec spec = DeviceSpec.parse(settings.device());
        if (spec instanceof DeviceSpec.Simulated simulated) {
            if (settings.features()) {
                throw new IllegalArgumentException("output.features: a simulated device computes no features");
            }
            return simulated(simulated, Math.min(mostDevices, simulated.count()), settings, model.labels());
        }
        TensorFlowDevices devices = TensorFlowDevices.of(model, settings);
        List<DevicePlacement> chosen = devices.places(spec);
        List<DevicePlacement> places = chosen.subList(0, Math.min(mostDevices, chosen.size()));
        return devices.open(places, progress);
    }

    /** The same, in silence. */
    public static List<Classifier> open(Model model, InferSettings settings) throws ClassifierException {
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
        TensorFlowDevices devices = TensorFlowDevices.of(model, settings);
        return devices.load(devices.places(spec).get(0), Precision.FLOAT32);
    }

    /**
     * What an instance with these settings would compute with on this machine's CPUs, and why, before anything is
     * measured. Loads nothing.
     *
     * @throws IllegalArgumentException when the settings ask for what the CPU has not
     */
    public static String describePrecision(Model model, InferSettings settings) throws ClassifierException {
        return PrecisionPlan.of(
                        settings.cpuPrecision(),
                        CpuFeatures.read(),
                        TensorFlowLibrary.hasOneDnn(System.getenv(TensorFlowLibrary.ONE_DNN)),
                        model.int8().isPresent(),
                        ModelConfig.of(model),
                        settings.warmUp())
                .describe();
    }

    private static List<Classifier> simulated(
            DeviceSpec.Simulated simulated, int count, InferSettings settings, List<String> labels) {
        String name = "simulated:" + simulated.curve();
        return IntStream.range(0, count)
                .mapToObj(i -> SimulatedClassifier.of(
                        simulated.curve(),
                        simulated.count() == 1 ? name : name + "#" + i,
                        settings.maxBatch(),
                        settings.callsPerDevice(),
                        labels,
                        SimulatedClassifier.Clock.SYSTEM))
                .toList();
    }
}
