package io.inceptionstreams.infer;

/** What {@code infer.cpu-precision} asks for. GPUs are not concerned. */
public enum CpuPrecision {
    /** bfloat16 where the CPU multiplies it in hardware and it was measured to be faster; float32 elsewhere. */
    AUTO,
    FLOAT32,
    /** bfloat16, unmeasured; an error on a CPU that does not multiply it in hardware. */
    BFLOAT16,
    /** An error unless the model is int8; {@code AUTO} runs such a model too. */
    INT8
}
