package io.inceptionstreams.batch;

/** Decides when an idle device takes a batch, and of how many. Holds no state, and so is shared by the devices. */
interface Rule {

    /**
     * Called under the queue's lock whenever something may have changed; must answer at once and change nothing.
     *
     * @param times what the idle device has taken so far
     * @param limit inputs that this device can take now, at most
     */
    Choice choose(Waiting waiting, RunTimes times, int limit);

    static Rule of(BatchSettings settings, int devices) {
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
    record Waiting(int count, long oldestNanos, long lastNanos, long gapNanos, int idle) {}

    /**
     * Take so many, or wait so long and ask again. Asked again sooner when an input comes.
     *
     * @param size zero to wait
     */
    record Choice(int size, long waitNanos) {

        /** Until there is something. */
        static final Choice NOTHING_WAITS = new Choice(0, Long.MAX_VALUE);

        static Choice take(int size) {
            return new Choice(size, 0);
        }

        static Choice waitFor(long nanos) {
            return new Choice(0, nanos);
        }
    }
}
