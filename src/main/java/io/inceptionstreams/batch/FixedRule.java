package io.inceptionstreams.batch;

/** What there is, as soon as it fills a batch, or its oldest input has waited long enough, or at once when eager. */
final class FixedRule implements BatchRule {

    private final boolean eager;
    private final long maxDelayNanos;
    private final BatchSizes sizes;

    FixedRule(BatchSettings settings) {
        this.eager = settings.eager();
        this.maxDelayNanos = settings.maxDelay().toNanos();
        this.sizes = settings.sizes();
    }

    @Override
    public Decision choose(QueueState queued, LatencyModel latencies, int limit) {
        long left = maxDelayNanos - queued.oldestNanos();
        return eager || queued.count() >= limit || left <= 0
                ? Decision.take(sizes.floor(queued.count(), limit))
                : Decision.waitFor(left);
    }
}
