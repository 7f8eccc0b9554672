package io.inceptionstreams.batch;

/** Told what the batcher does, on the device's worker thread; must return quickly and must not throw. */
public interface BatchObserver {

    /** A device call answered {@code size} inputs. */
    void completed(String device, int size, long runNanos);

    /** A device call failed; its {@code size} inputs are tried again in smaller batches, or one is blamed. */
    void failed(String device, int size, Exception cause);

    /** The device's batches are now limited to {@code limit} inputs. */
    void limited(String device, int limit);

    /** Ignores everything. */
    BatchObserver NONE = new BatchObserver() {
        @Override
        public void completed(String device, int size, long runNanos) {}

        @Override
        public void failed(String device, int size, Exception cause) {}

        @Override
        public void limited(String device, int limit) {}
    };
}
