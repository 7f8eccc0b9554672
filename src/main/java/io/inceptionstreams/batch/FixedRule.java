package io.inceptionstreams.batch;

/** What there is, as soon as it fills a batch, or its oldest input has waited long enough, or at once when eager. */
final class FixedRule implements Rule {

    private final boolean eager;
    private final long maxDelayNanos;
    private final BatchSizes sizes;

    FixedRule(BatchSettings settings) {
        this.eager = settings.eager();
        this.maxDelayNanos = settings.maxDelay().toNanos();
        this.sizes = settings.sizes();
    }

    @Override
    public Choice choose(Waiting waiting, RunTimes times, int limit) {
        long left = maxDelayNanos - waiting.oldestNanos();
        return eager || waiting.count() >= limit || left <= 0
                ? Choice.take(sizes.floor(waiting.count(), limit))
                : Choice.waitFor(left);
    }
}
