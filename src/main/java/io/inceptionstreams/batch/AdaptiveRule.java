package io.inceptionstreams.batch;

/**
 * Sizes and waits from what the device was seen to take.
 *
 * <p><b>Backlog</b> (a full batch waits): the size at which the device answers most inputs a second. Until the largest
 * size was seen, and wherever another is not better by {@value #CLEARLY}, it is the largest: nothing is lost against
 * the fixed policy but the trials, see {@link #trial}.
 *
 * <p><b>No backlog</b>: all that waits, unless the device takes less time for it in two parts. It delays a batch only
 * when no other device is idle and the next input is expected so soon that the delay costs the queued inputs less than it
 * saves that one, which otherwise would wait for the end of this run. With a call that costs much and an input that
 * costs little, that is in bursts and at loads that calls of one could not carry; with a CPU, where an input costs as much in
 * every batch, it is never.
 *
 * <p><b>Latency target</b>: a run lasts at most half of it, because what comes while a batch runs waits for its end and
 * then runs itself. Once the oldest input cannot be answered in time, the target is given up until the device has caught
 * up: small batches would only make more inputs late.
 */
final class AdaptiveRule implements BatchRule {

    /** By how much a smaller size must be better than the largest. Means of noisy runs differ by less for no reason. */
    private static final double CLEARLY = 0.03;

    /** Runs of a size that are enough to judge it. */
    static final int ENOUGH = 2;

    /** Under backlog, one run in this many tries a size that was not seen often enough. */
    static final int TRY_EVERY = 16;

    /** After that, one in this many tries the size that was not seen for longest: devices change. */
    static final int RETRY_EVERY = 256;

    /** Sizes below this share of the best rate are not tried again. */
    private static final double HOPEFUL = 0.9;

    /** No size is tried that is smaller than one below this share of the best rate. */
    private static final double FUTILE = 0.5;

    /** What a wait must spare for each nanosecond that it costs; who waits for less gains nothing, as gaps vary. */
    private static final double WELL_WORTH = 1.5;

    private final long targetNanos;
    private final long maxDelayNanos;
    private final int devices;
    private final BatchSizes sizes;

    AdaptiveRule(BatchSettings settings, int devices) {
        this.targetNanos = settings.latencyTarget().toNanos();
        this.maxDelayNanos = settings.maxDelay().toNanos();
        this.devices = devices;
        this.sizes = settings.sizes();
    }

    @Override
    public Decision choose(QueueState queued, LatencyModel latencies, int limit) {
        int most = withinTarget(queued, latencies, limit);
        if (queued.count() >= most) {
            return Decision.take(underBacklog(latencies, most));
        }
        long wait = worthWaiting(queued, latencies);
        if (wait > 0) {
            return Decision.waitFor(wait);
        }
        return Decision.take(
                sizes == BatchSizes.ANY ? inOneOrTwo(queued.count(), latencies) : sizes.floor(queued.count(), limit));
    }

    /** The largest size that the target allows, or the limit when there is none or it cannot be kept. */
    private int withinTarget(QueueState queued, LatencyModel latencies, int limit) {
        if (targetNanos == 0) {
            return limit;
        }
        int size = limit;
        while (size > 1 && 2 * latencies.nanos(size) > targetNanos) {
            size = sizes.below(size);
        }
        return queued.oldestNanos() + latencies.nanos(size) > targetNanos ? limit : size;
    }

    private int underBacklog(LatencyModel latencies, int most) {
        if (latencies.samples(most) == 0) {
            return most;
        }
        int best = best(latencies, most, sizes);
        int trial = trial(latencies, most, latencies.rate(best));
        return trial > 0 ? trial : best;
    }

    /** The size of the highest rate, or the largest if that is about as good. */
    static int best(LatencyModel latencies, int most, BatchSizes sizes) {
        int best = most;
        for (int size = sizes.below(most); size > 0; size = sizes.below(size)) {
            if (latencies.rate(size) > latencies.rate(best)) {
                best = size;
            }
        }
        return latencies.rate(best) > (1 + CLEARLY) * latencies.rate(most) ? best : most;
    }

    /**
     * A size to run although another is believed to be better; zero for none. Only 1, 2, 3, 4, 6, 8, 12, 16, ... are
     * tried: the sizes between them are taken to lie on the line. The cost is bounded: {@value #ENOUGH} runs of each
     * once, down to where it is futile, and after that, in {@value #RETRY_EVERY} runs, one at a rate that was at least
     * {@value #HOPEFUL} of the best.
     */
    private int trial(LatencyModel latencies, int most, double bestRate) {
        int chosen = 0;
        if (latencies.runs() % TRY_EVERY == 0) {
            for (int size = smaller(most); size > 0; size = smaller(size)) {
                int samples = latencies.samples(size);
                if (samples >= ENOUGH && latencies.rate(size) < FUTILE * bestRate) {
                    break;
                }
                if (samples < ENOUGH && chosen == 0) {
                    chosen = size;
                }
            }
        }
        if (chosen == 0 && latencies.runs() % RETRY_EVERY == 0) {
            for (int size = smaller(most); size > 0; size = smaller(size)) {
                boolean hopeful = latencies.rate(size) >= HOPEFUL * bestRate;
                if (hopeful && (chosen == 0 || latencies.runsSince(size) > latencies.runsSince(chosen))) {
                    chosen = size;
                }
            }
        }
        return chosen;
    }

    /** The next smaller power of two or, where that is allowed, three times a power of two. */
    private int smaller(int size) {
        int power = Integer.highestOneBit(size - 1);
        int between = power + power / 2;
        return sizes == BatchSizes.ANY && between < size ? Math.max(between, power) : power;
    }

    private static int inOneOrTwo(int count, LatencyModel latencies) {
        int best = count;
        if (latencies.samples(count) >= ENOUGH) {
            double least = latencies.nanos(count) / (1 + CLEARLY);
            for (int first = count - 1; 2 * first >= count; first--) {
                double both = latencies.nanos(first) + latencies.nanos(count - first);
                if (both < least) {
                    least = both;
                    best = first;
                }
            }
        }
        return best;
    }

    /** How long the next input is worth waiting for; zero if it is not, or should have come by now. */
    private long worthWaiting(QueueState queued, LatencyModel latencies) {
        if (queued.idle() > 1 || latencies.runs() == 0) {
            return 0;
        }
        int count = queued.count();
        double gap = queued.gapNanos();
        double grown = latencies.nanos(count + 1);
        double costs = count * (gap + Math.max(0, grown - latencies.nanos(count)));
        // The newcomer would wait for the first device that is free.
        double spares = latencies.nanos(count) / devices - gap;
        if (WELL_WORTH * costs >= spares) {
            return 0;
        }
        double rest = maxDelayNanos - queued.oldestNanos();
        double most = Math.min(2 * gap - queued.lastNanos(), rest);
        if (targetNanos > 0) {
            most = Math.min(most, targetNanos - grown - queued.oldestNanos());
        }
        return (long) Math.max(0, most);
    }
}
