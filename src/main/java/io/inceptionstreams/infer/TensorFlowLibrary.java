package io.inceptionstreams.infer;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import ai.djl.tensorflow.engine.javacpp.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.internal.c_api.TFE_Context;
import org.tensorflow.proto.ConfigProto;

/**
 * TensorFlow in this process: loaded once, with the settings of the first caller, and never unloaded.
 *
 * <p>Left alone, DJL downloads the libraries at run time; here they come from the class path, or from the folder that
 * {@code TENSORFLOW_LIBRARY_PATH} names.
 */
final class TensorFlowLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(TensorFlowLibrary.class);

    static final String ONE_DNN = "TF_ENABLE_ONEDNN_OPTS";

    private static final String PATH = "TENSORFLOW_LIBRARY_PATH";

    private static @Nullable Engine engine;

    private static boolean oneDnn;

    private TensorFlowLibrary() {}

    /**
     * @param model the configuration of the model that comes first
     * @throws ClassifierException when the libraries are missing or do not load
     */
    static synchronized Engine load(InferSettings settings, ConfigProto model) throws ClassifierException {
        if (engine == null) {
            Natives.prepareProcess();
            setEnvironment(settings);
            Path libraries = locate(settings);
            LOG.info("TensorFlow's libraries are in {}", libraries);
            try {
                LibUtils.loadLibrary();
                claimGpus(settings, model);
                engine = Engine.getEngine("TensorFlow");
            } catch (EngineException | UnsatisfiedLinkError e) {
                throw new ClassifierException(
                        "TensorFlow's libraries in " + libraries + " do not load" + Natives.noExec(libraries) + ": "
                                + e,
                        e);
            }
        }
        return engine;
    }

    /** Whether TensorFlow, which must be loaded, computes with oneDNN on CPUs. */
    static synchronized boolean hasOneDnn() {
        return oneDnn;
    }

    /** What a value of TF_ENABLE_ONEDNN_OPTS makes of it; oneDNN is on unless that is switched off. */
    static boolean hasOneDnn(@Nullable String setting) {
        return setting == null || setting.equals("1") || setting.equalsIgnoreCase("true");
    }

    /** What TensorFlow reads from the environment while it loads. What the user has set is kept. */
    private static void setEnvironment(InferSettings settings) {
        String setting = ProcessEnvironment.setDefault(ONE_DNN, "1");
        oneDnn = hasOneDnn(setting);
        if (!"1".equals(setting)) {
            LOG.warn("{} is {}: on a CPU, 1 is about a fifth faster", ONE_DNN, setting);
        }
        if (DeviceSpec.parse(settings.device()) instanceof DeviceSpec.Cpu) {
            // Otherwise TensorFlow claims memory on every GPU before it is told not to use them.
            ProcessEnvironment.setDefault("CUDA_VISIBLE_DEVICES", "-1");
        }
        // 0 tells of every CPU feature at each start.
        ProcessEnvironment.setDefault("TF_CPP_MIN_LOG_LEVEL", "1");
        // Otherwise the first context of the process, which is DJL's own, decides on the threads of all sessions.
        ProcessEnvironment.setDefault("TF_OVERRIDE_GLOBAL_THREADPOOL", "1");
        // That context computes nothing here.
        System.setProperty("ai.djl.tensorflow.num_intraop_threads", "1");
        System.setProperty("ai.djl.tensorflow.num_interop_threads", "1");
    }

    private static Path locate(InferSettings settings) throws ClassifierException {
        String given = System.getProperty(PATH, System.getenv(PATH));
        if (given != null) {
            String library = System.mapLibraryName("jnitensorflow");
            return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                    .splitAsStream(given)
                    .map(Path::of)
                    .filter(folder -> Files.isRegularFile(folder.resolve(library)))
                    .findFirst()
                    .orElseThrow(() -> new ClassifierException(PATH + " has no " + library + ": " + given));
        }
        try {
            Path folder = Natives.unpackIntoCache(Natives.cache(settings.libraryCache()));
            System.setProperty(PATH, folder.toString());
            return folder;
        } catch (IOException e) {
            throw new ClassifierException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    /**
     * TensorFlow creates one allocator a GPU, with the options of the first context of the process. That would be DJL's
     * own eager context, which takes all of the memory: so a context with our options comes and goes before it.
     */
    private static void claimGpus(InferSettings settings, ConfigProto model) {
        if (CudaUtils.getGpuCount() > 0) {
            try (TFE_Context first =
                    JavacppUtils.createEagerSession(false, 2, SessionConfig.forGpus(settings, model))) {
                LOG.info("{} GPU(s): {}", CudaUtils.getGpuCount(), first);
            }
        }
    }
}
