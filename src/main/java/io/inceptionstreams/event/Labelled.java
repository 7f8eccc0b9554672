package io.inceptionstreams.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one image, and how they came about.
 *
 * @param labels best first, at least one
 * @param timings what each stage took
 * @param batchSize how many images shared the model call
 * @param device where the model ran, such as {@code cpu}, {@code cpu:bfloat16} or {@code gpu:0}
 * @param cached whether the model had answered for another event with the same image: labels, model, batch size and
 *     device are that answer's, and {@code queue} and {@code inference} are 0
 * @param attributes the event's own, not to be changed any more; null when it had none
 * @param features what the labels were computed from; null where they were not asked for
 */
public record Labelled(
        String id,
        String uri,
        List<Label> labels,
        ModelId model,
        Image image,
        Timings timings,
        int batchSize,
        String device,
        boolean cached,
        @Nullable ObjectNode attributes,
        @Nullable Features features)
        implements Outcome {

    public Labelled {
        labels = List.copyOf(labels);
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("labels: must not be empty");
        }
        atLeast(1, "batchSize", batchSize);
    }

    /**
     * One class of the model and its score.
     *
     * @param index the class's place in the model's output
     * @param score from 0 to 1. A softmax of floats may round to a little more than 1: that is cut off.
     */
    public record Label(String label, int index, float score) {

        private static final float ROUNDING = 1e-4f;

        public Label {
            atLeast(0, "index", index);
            if (!(score >= 0 && score <= 1 + ROUNDING)) {
                throw new IllegalArgumentException("score: expected 0 to 1: " + score);
            }
            score = Math.min(score, 1);
        }
    }

    /** The model that answered; {@code sha256} is the digest of its graph. */
    public record ModelId(String name, String version, String sha256) {}

    /** The source image: upright width and height in pixels, format such as {@code jpeg}, digest of its bytes. */
    public record Image(int width, int height, String format, String sha256) {

        public Image {
            atLeast(1, "width", width);
            atLeast(1, "height", height);
        }
    }

    /** Milliseconds. {@code queue} is the wait for a batch and a device; {@code total} is from intake to answer. */
    public record Timings(double fetch, double decode, double queue, double inference, double total) {

        public Timings {
            duration("fetch", fetch);
            duration("decode", decode);
            duration("queue", queue);
            duration("inference", inference);
            duration("total", total);
        }

        private static void duration(String stage, double milliseconds) {
            if (!(milliseconds >= 0 && Double.isFinite(milliseconds))) {
                throw new IllegalArgumentException(stage + ": expected 0 ms or more: " + milliseconds);
            }
        }
    }

    private static void atLeast(int min, String name, int value) {
        if (value < min) {
            throw new IllegalArgumentException(name + ": must be at least " + min + ": " + value);
        }
    }
}
