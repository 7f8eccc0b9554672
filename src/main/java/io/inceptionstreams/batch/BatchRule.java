package io.inceptionstreams.batch;

/** Decides when an idle device takes a batch, and of how many. Holds no state, and so is shared by the devices. */
interface BatchRule {

    /**
     * Called under the queue's lock whenever something may have changed; must answer at once and change nothing.
     *
     * @param latencies what the idle device has taken so far
     * @param limit inputs that this device can take now, at most
     */
    Decision choose(QueueState queued, LatencyModel latencies, int limit);

    static BatchRule of(BatchSettings settings, int devices) {
        return switch (settings.policy()) {
            case ADAPTIVE -> new AdaptiveRule(settings, devices);
            case FIXED -> new FixedRule(settings);
        };
    }

    /**
     * What waits.
     *
     * @param count at least 1
     * @param oldestNanos since the oldest input was submitted
     * @param lastNanos since the last input came
     * @param gapNanos median time between inputs
     * @param idle devices that do nothing, the one that asks among them
     */
    record QueueState(int count, long oldestNanos, long lastNanos, long gapNanos, int idle) {}

    /**
     * Take this many, or wait this long and ask again. Asked again sooner when an input comes.
     *
     * @param size zero to wait
     */
    record Decision(int size, long waitNanos) {

        /** Until there is something. */
        static final Decision NOTHING_WAITS = new Decision(0, Long.MAX_VALUE);

        static Decision take(int size) {
            return new Decision(size, 0);
        }

        static Decision waitFor(long nanos) {
            return new Decision(0, nanos);
        }
    }
}
