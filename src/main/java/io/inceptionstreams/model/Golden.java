package io.inceptionstreams.model;

import java.util.List;

/**
 * An image with the scores that the model must give it, wherever it runs.
 *
 * @param image a PNG of the model's size, by its path within the folder, with slashes
 * @param scores a class each, in the order of the labels; computed on a CPU when the model was built
 */
public record Golden(String image, List<Float> scores) {

    public Golden {
        scores = List.copyOf(scores);
        if (image.isBlank() || image.startsWith("/") || image.contains("..") || image.contains("\\")) {
            throw new IllegalArgumentException("golden.image: must be a path within the folder, is \"" + image + '"');
        }
        if (scores.isEmpty() || scores.stream().anyMatch(score -> !Float.isFinite(score))) {
            throw new IllegalArgumentException("golden.scores: must be finite numbers, a class each");
        }
    }
}
