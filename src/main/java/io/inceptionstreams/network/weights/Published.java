package io.inceptionstreams.network.weights;

import java.util.List;
import java.util.Optional;

/**
 * Weights that are known by their digest, whatever they are wrapped in, and what their file does not say.
 *
 * @param name what a model of them is called
 * @param digest SHA-256 of the weight data, shards joined, lower-case hexadecimal
 * @param scale pixel (0 to 255) times this, plus {@code offset}, is what the network was trained on
 * @param labels the classes in the order of the output
 * @param source where they come from
 * @param licence SPDX identifier
 * @param copyright the notice to keep
 */
public record Published(
        String name,
        String digest,
        float scale,
        float offset,
        List<String> labels,
        String source,
        String licence,
        String copyright) {

    /** Inception-v3, fine-tuned for content moderation; pixels from 0 to 1. */
    public static final Published NSFWJS = new Published(
            "nsfwjs-inception-v3",
            "8a457f3fdec7db18b16e44323454db0eaeb8f314eda0046b2e293e58a5bfabf4",
            1 / 255f,
            0f,
            List.of("Drawing", "Hentai", "Neutral", "Porn", "Sexy"),
            "npm package nsfwjs 4.4.0, dist/models/inception_v3 (github.com/infinitered/nsfwjs)",
            "MIT",
            "Copyright (c) 2019 Infinite Red, Inc.");

    private static final List<Published> ALL = List.of(NSFWJS);

    static Optional<Published> of(String digest) {
        return ALL.stream().filter(known -> known.digest.equals(digest)).findFirst();
    }
}
