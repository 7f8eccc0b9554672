package io.inceptionstreams.batch;

/**
 * An output, and what its batch was like.
 *
 * @param size inputs that shared the device call
 * @param queueNanos from submission to the start of that call
 * @param runNanos duration of that call
 */
public record BatchedOutput<O>(O output, int size, String device, long queueNanos, long runNanos) {}
