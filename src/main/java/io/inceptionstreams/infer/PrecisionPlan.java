package io.inceptionstreams.infer;

import java.util.Locale;
import org.tensorflow.proto.ConfigProto;

/**
 * The precision of a model's sessions on CPUs, from what is known before any session exists.
 *
 * @param precision the one to take, or to compare with float32
 * @param measured whether it is taken only if it is measured to be faster than float32
 * @param reason for people
 */
record PrecisionPlan(Precision precision, boolean measured, String reason) {

    static final String KEY = "infer.cpu-precision";

    /**
     * @param oneDnn whether TensorFlow computes with oneDNN, which alone has kernels for bfloat16 and int8
     * @param int8 whether the model's graph is
     * @param model the model's own configuration, whose rewriters win
     * @param warmUp without one nothing is measured
     * @throws IllegalArgumentException when what is asked for, or the model is, cannot be had
     */
    static PrecisionPlan of(
            CpuPrecision setting, CpuFeatures cpu, boolean oneDnn, boolean int8, ConfigProto model, WarmUp warmUp) {
        if (int8) {
            return ofInt8(setting, cpu, oneDnn);
        }
        if (setting == CpuPrecision.INT8) {
            throw new IllegalArgumentException(KEY
                    + "=int8: the model is not; 'model build --precision int8 --calibration FOLDER' makes one that is");
        }
        if (model.getGraphOptions().hasRewriteOptions()) {
            return fixed(
                    ModelConfig.isReduced(model) ? Precision.BFLOAT16 : Precision.FLOAT32,
                    "configProto in model.json sets rewrite_options, which win over " + KEY + "="
                            + setting.name().toLowerCase(Locale.ROOT));
        }
        return switch (setting) {
            case FLOAT32 -> fixed(Precision.FLOAT32, KEY + "=float32");
            case BFLOAT16 -> {
                if (!cpu.multiplyBfloat16() || !oneDnn) {
                    throw new IllegalArgumentException(KEY + "=bfloat16: " + missing(cpu)
                            + "; auto takes bfloat16 where it is faster, float32 works everywhere");
                }
                yield fixed(Precision.BFLOAT16, KEY + "=bfloat16 (" + cpu.names() + ")");
            }
            case AUTO, INT8 -> automatic(cpu, oneDnn, warmUp);
        };
    }

    /** The graph decides. Without the instructions, oneDNN's sums of two products overflow, and scores are other ones. */
    private static PrecisionPlan ofInt8(CpuPrecision setting, CpuFeatures cpu, boolean oneDnn) {
        if (setting == CpuPrecision.FLOAT32 || setting == CpuPrecision.BFLOAT16) {
            throw new IllegalArgumentException(
                    KEY + "=" + setting.name().toLowerCase(Locale.ROOT) + ": the model is int8; auto and int8 run it");
        }
        if (!cpu.multiplyInt8()) {
            throw new IllegalArgumentException("the model is int8, and no instructions for that (avx512_vnni, avx_vnni,"
                    + " amx_int8) are known of this CPU (" + cpu.source() + "); a model in float32 runs everywhere");
        }
        if (!oneDnn) {
            throw new IllegalArgumentException(
                    "the model is int8, which needs oneDNN, and " + TensorFlowLibrary.ONE_DNN + " switches that off");
        }
        return fixed(Precision.INT8, "the model is (" + cpu.int8Names() + ")");
    }

    private static PrecisionPlan automatic(CpuFeatures cpu, boolean oneDnn, WarmUp warmUp) {
        if (!cpu.multiplyBfloat16() || !oneDnn) {
            return fixed(Precision.FLOAT32, missing(cpu));
        }
        return warmUp == WarmUp.NONE
                ? fixed(Precision.FLOAT32, "nothing is measured without a warm-up")
                : new PrecisionPlan(
                        Precision.BFLOAT16, true, "measured at the start, because the CPU has " + cpu.names());
    }

    /** Of CPUs that have it, oneDNN must be what is missing. */
    private static String missing(CpuFeatures cpu) {
        return cpu.multiplyBfloat16()
                ? "bfloat16 needs oneDNN, which TF_ENABLE_ONEDNN_OPTS switches off"
                : "no bfloat16 instructions (avx512_bf16, amx_bf16) are known of this CPU (" + cpu.source() + ")";
    }

    /** After the measurement. */
    PrecisionPlan measured(double gain) {
        String found =
                String.format(Locale.ROOT, "bfloat16 runs at %.2f times the speed of float32 (%s)", gain, reason);
        return gain >= PrecisionTrial.LEAST_GAIN
                ? fixed(precision, found)
                : fixed(Precision.FLOAT32, found + ", and must reach " + PrecisionTrial.LEAST_GAIN);
    }

    /** Float32, because the other precision does not work. */
    PrecisionPlan refuted(String why) {
        return fixed(Precision.FLOAT32, why);
    }

    private static PrecisionPlan fixed(Precision precision, String reason) {
        return new PrecisionPlan(precision, false, reason);
    }

    /** The plan for a person, before anything is measured. */
    String describe() {
        return (measured ? "bfloat16 or float32" : precision.toString()) + ": " + reason;
    }
}
