package io.inceptionstreams.infer;

import ai.djl.engine.Engine;
import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import java.nio.file.Path;
import org.tensorflow.proto.ConfigProto;

/** A session on a graph that is no model, with the TensorFlow and the threads that a classifier has. */
public final class PlainSession {

    private PlainSession() {}

    /**
     * On the first device of the settings.
     *
     * @param folder of a SavedModel with the tag {@code serve}
     * @param device the name of a classifier's device, whose precision this takes
     */
    public static SavedModelBundle open(InferSettings settings, Path folder, String device) throws ClassifierException {
        Engine engine = TensorFlowLibrary.load(settings, ConfigProto.getDefaultInstance());
        DevicePlacement place = DevicePlacement.choose(
                        DeviceSpec.parse(settings.device()), engine.getGpuCount(), settings.cpuSessions())
                .get(0);
        try {
            return JavacppUtils.loadSavedModelBundle(
                    folder.toString(),
                    new String[] {"serve"},
                    SessionConfig.of(
                            settings,
                            ConfigProto.getDefaultInstance(),
                            place,
                            Runtime.getRuntime().availableProcessors(),
                            Precision.ofDevice(device)),
                    null);
        } catch (RuntimeException e) {
            throw Failures.of(folder + " does not load", e);
        }
    }
}
