package io.inceptionstreams.pipeline;

import io.inceptionstreams.util.Bounds;
import java.time.Duration;

/**
 * How much may be in flight.
 *
 * @param maxInFlight references between their admission by the limiter and their outcome, at most; reached only when sources are slow
 *     and a device would be idle otherwise
 * @param maxFetchedBytes bytes of fetched images that wait for a decoder beyond which no reference is admitted
 * @param decodeThreads threads that decode
 * @param decodeBudget native bytes that heavy images share while they are decoded
 * @param cacheEntries predictions that are kept, so that an image that comes again is not classified again; 0 keeps none
 * @param deadline the time that a reference has when it does not say
 * @param defaultLabels labels in a result when the reference does not say how many
 */
public record PipelineSettings(
        int maxInFlight,
        long maxFetchedBytes,
        int decodeThreads,
        long decodeBudget,
        int cacheEntries,
        Duration deadline,
        int defaultLabels) {

    public static final Bounds<Integer> MAX_IN_FLIGHT = new Bounds<>(1, 1_000_000);
    public static final Bounds<Long> MAX_FETCHED_BYTES = new Bounds<>(1L << 20, 64L << 30);
    public static final Bounds<Long> DECODE_BUDGET = new Bounds<>(1L << 20, 64L << 30);
    public static final Bounds<Integer> CACHE_ENTRIES = new Bounds<>(0, 10_000_000);
    public static final Bounds<Integer> LABELS = new Bounds<>(1, 1000);

    public PipelineSettings {
        MAX_IN_FLIGHT.check("pipeline.max-in-flight", maxInFlight);
        MAX_FETCHED_BYTES.check("pipeline.max-fetched-bytes", maxFetchedBytes);
        if (decodeThreads < 1) { // the setting's 0 is a thread for each core, and has become their number here
            throw new IllegalArgumentException("decode.threads must be at least 1: " + decodeThreads);
        }
        DECODE_BUDGET.check("decode.budget", decodeBudget);
        CACHE_ENTRIES.check("cache.max-entries", cacheEntries);
        LABELS.check("output.labels", defaultLabels);
    }
}
