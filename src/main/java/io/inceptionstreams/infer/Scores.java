package io.inceptionstreams.infer;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The probabilities of one image, a class each, with the classes' names; and its features, where they were wanted. */
public final class Scores {

    private final List<String> labels;
    private final float[] probabilities;
    private final float @Nullable [] features;

    /** Without features. Keeps both arguments; the caller must not change the array afterwards. */
    public Scores(List<String> labels, float[] probabilities) {
        this(labels, probabilities, null);
    }

    /** Keeps its arguments; the caller must not change the arrays afterwards. */
    public Scores(List<String> labels, float[] probabilities, float @Nullable [] features) {
        if (labels.size() != probabilities.length) {
            throw new IllegalArgumentException(
                    "the model answered " + probabilities.length + " classes, its labels are " + labels.size());
        }
        this.labels = labels;
        this.probabilities = probabilities;
        this.features = features;
    }

    /** The {@code count} best classes (all, if there are fewer), best first; ties keep the order of the classes. */
    public List<Ranked> top(int count) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
                .limit(count)
                .map(i -> new Ranked(labels.get(i), i, probabilities[i]))
                .toList();
    }

    /** The score of one class, by its place in the output. */
    public float score(int index) {
        return probabilities[index];
    }

    /** What the head sees of the image; null when it was not asked for. Not to be changed. */
    public float @Nullable [] features() {
        return features;
    }

    /** A class of the model, its place in the output, and its probability. */
    public record Ranked(String label, int index, float score) {}
}
