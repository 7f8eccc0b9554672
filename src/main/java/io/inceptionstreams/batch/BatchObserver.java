package io.inceptionstreams.batch;

/** Told what the batcher does, on the device's worker thread; must return quickly and must not throw. */
public interface BatchObserver {

    /**
     * A device call answered {@code size} inputs.
     *
     * @param runNanos of the device's time; while calls overlap, each has its share of it
     */
    void completed(String device, int size, long runNanos);

    /** A device call failed; its {@code size} inputs are tried again in smaller batches, or one is blamed. */
    void failed(String device, int size, long runNanos, Exception cause);

    /** The device did nothing for this long although a batch was due. */
    void idleUnderBacklog(String device, long nanos);

    /** The device's batches were limited to {@code before} inputs, and now are to {@code limit}. */
    void limited(String device, int before, int limit);

    /** The device delayed a batch this long for further inputs, as its policy wants it. */
    default void held(String device, long nanos) {}

    /**
     * What the device's runs have taught.
     *
     * @param best the size at which it answers most inputs a second
     * @param bestNanos a run of that size
     * @param singleNanos a run of one
     */
    default void learned(String device, int best, long bestNanos, long singleNanos) {}

    /** Ignores everything. */
    BatchObserver NONE = new BatchObserver() {
        @Override
        public void completed(String device, int size, long runNanos) {}

        @Override
        public void failed(String device, int size, long runNanos, Exception cause) {}

        @Override
        public void idleUnderBacklog(String device, long nanos) {}

        @Override
        public void limited(String device, int before, int limit) {}
    };
}
