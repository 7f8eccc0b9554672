package io.inceptionstreams.batch;

import java.util.concurrent.CompletableFuture;

/** An input that waits for its output. The future is completed by a worker, or by the submitter, who so cancels it. */
record PendingInput<I, O>(
        I input, long submittedNanos, long deadlineNanos, CompletableFuture<BatchedOutput<O>> future) {

    boolean expired(long nowNanos) {
        return deadlineNanos - nowNanos <= 0;
    }
}
