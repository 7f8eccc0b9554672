package io.inceptionstreams.infer;

import ai.djl.engine.Engine;
import io.inceptionstreams.model.Model;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.ConfigProto;

/** Opens the TensorFlow sessions of one model, each on its device and in the precision that is chosen for it. */
final class TensorFlowDevices {

    private static final Logger LOG = LoggerFactory.getLogger(TensorFlowDevices.class);

    /** What was measured in this process for a model of this name. */
    private record Measured(String model, InferSettings settings, double gain) {}

    /** A new version is not measured again: it comes under load, and the device's name would change with the noise. */
    private static volatile @Nullable Measured last;

    private final Model model;
    private final InferSettings settings;
    private final ConfigProto config;
    private final Engine engine;

    private TensorFlowDevices(Model model, InferSettings settings, ConfigProto config, Engine engine) {
        this.model = model;
        this.settings = settings;
        this.config = config;
        this.engine = engine;
    }

    /** Loads TensorFlow, if nothing did before. */
    static TensorFlowDevices of(Model model, InferSettings settings) throws ClassifierException {
        ConfigProto config = ModelConfig.of(model);
        return new TensorFlowDevices(model, settings, config, TensorFlowLibrary.load(settings, config));
    }

    List<DevicePlacement> places(DeviceSpec spec) {
        return DevicePlacement.choose(spec, engine.getGpuCount(), settings.cpuSessions());
    }

    /** @param places at least one, and all on CPUs or all on GPUs */
    List<Classifier> open(List<DevicePlacement> places, Progress progress) throws ClassifierException {
        LOG.info("{} {} on {} with TensorFlow {}", model.name(), model.version(), places, engine.getVersion());
        if (places.get(0).isGpu()) {
            if (model.int8().isPresent()) {
                throw new ClassifierException(model.name() + " " + model.version()
                        + " is int8, which CPUs alone compute here; infer.device=cpu does, or a model in float16 or"
                        + " float32 on " + places.get(0).name());
            }
            return open(places, Precision.FLOAT32, progress);
        }
        PrecisionPlan plan = PrecisionPlan.of(
                settings.cpuPrecision(),
                CpuFeatures.read(),
                TensorFlowLibrary.hasOneDnn(),
                model.int8().isPresent(),
                config,
                settings.warmUp());
        return plan.measured() ? openFaster(places, plan, progress) : openChosen(places, plan, progress);
    }

    private List<Classifier> openChosen(List<DevicePlacement> places, PrecisionPlan plan, Progress progress)
            throws ClassifierException {
        LOG.info("the CPU computes in {}", plan.describe());
        progress.chosen(plan.describe());
        return open(places, plan.precision(), progress);
    }

    /** Opens them in bfloat16 if that is faster and gives nearly the golden scores, and in float32 otherwise. */
    private List<Classifier> openFaster(List<DevicePlacement> places, PrecisionPlan plan, Progress progress)
            throws ClassifierException {
        PrecisionPlan result = measured(places.get(0), plan);
        try {
            return openChosen(places, result, progress);
        } catch (ClassifierException e) {
            if (result.precision() == Precision.FLOAT32) {
                throw e;
            }
            LOG.warn("{} {} does not work in {}: {}", model.name(), model.version(), plan.precision(), e.getMessage());
            return openChosen(places, plan.refuted("in bfloat16, " + e.getMessage()), progress);
        }
    }

    private PrecisionPlan measured(DevicePlacement place, PrecisionPlan plan) throws ClassifierException {
        Measured before = last;
        if (before != null
                && before.model().equals(model.name())
                && before.settings().equals(settings)) {
            return plan.measured(before.gain());
        }
        PrecisionTrial trial = new PrecisionTrial(GoldenCheck.of(model, Precision.FLOAT32), System::nanoTime);
        try (Classifier plain = load(place, Precision.FLOAT32)) {
            try (Classifier other = load(place, plan.precision())) {
                double gain = trial.gain(plain, other);
                last = new Measured(model.name(), settings, gain);
                return plan.measured(gain);
            } catch (ClassifierException e) {
                return plan.refuted("bfloat16 failed: " + e.getMessage());
            }
        }
    }

    private List<Classifier> open(List<DevicePlacement> places, Precision precision, Progress progress)
            throws ClassifierException {
        WarmUpRunner warmUp =
                new WarmUpRunner(GoldenCheck.of(model, precision), settings.warmUp(), System::nanoTime, progress);
        List<Classifier> open = new ArrayList<>();
        try {
            for (DevicePlacement place : places) {
                Classifier classifier = load(place, precision);
                open.add(classifier);
                warmUp.run(classifier);
            }
            return List.copyOf(open);
        } catch (ClassifierException | RuntimeException | Error e) {
            open.forEach(Classifier::close);
            throw e;
        }
    }

    /** One classifier, which was not asked to prove anything yet. */
    Classifier load(DevicePlacement place, Precision precision) throws ClassifierException {
        return TensorFlowClassifier.load(model, precision.deviceName(place), place, settings, config(place, precision));
    }

    /** Of a session of this model. */
    ConfigProto config(DevicePlacement place, Precision precision) {
        int cores = Runtime.getRuntime().availableProcessors();
        return SessionConfig.of(settings, config, place, cores, precision);
    }
}
