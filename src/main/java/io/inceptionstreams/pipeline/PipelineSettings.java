package io.inceptionstreams.pipeline;

import java.time.Duration;

/**
 * How much may be under way.
 *
 * @param maxInFlight references between their admission and their outcome, at most; reached only when sources are slow
 *     and a device would be idle otherwise
 * @param maxFetchedBytes bytes of fetched images that wait for a decoder beyond which no reference is admitted
 * @param decodeThreads threads that decode
 * @param cacheEntries findings that are kept, so that an image that comes again is not classified again; 0 keeps none
 * @param deadline the time that a reference has when it does not say
 * @param defaultLabels labels in a result when the reference does not say how many
 */
public record PipelineSettings(
        int maxInFlight,
        long maxFetchedBytes,
        int decodeThreads,
        int cacheEntries,
        Duration deadline,
        int defaultLabels) {

    public PipelineSettings {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("pipeline.max-in-flight must be at least 1: " + maxInFlight);
        }
        if (maxFetchedBytes < 1) {
            throw new IllegalArgumentException("pipeline.max-fetched-bytes must be at least 1: " + maxFetchedBytes);
        }
        if (decodeThreads < 1) {
            throw new IllegalArgumentException("decode.threads must be at least 1: " + decodeThreads);
        }
        if (cacheEntries < 0) {
            throw new IllegalArgumentException("cache.max-entries must be at least 0: " + cacheEntries);
        }
        if (defaultLabels < 1) {
            throw new IllegalArgumentException("output.labels must be at least 1: " + defaultLabels);
        }
    }
}
