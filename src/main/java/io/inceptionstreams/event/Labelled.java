package io.inceptionstreams.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one image, and how they came about.
 *
 * @param labels best first
 * @param timings what each stage took
 * @param batchSize how many images shared the model call
 * @param device where the model ran, such as {@code cpu} or {@code gpu:0}
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
        @Nullable ObjectNode attributes)
        implements Outcome {

    public Labelled {
        labels = List.copyOf(labels);
    }

    /** One class of the model and its score in [0, 1]. {@code index} is the class's place in the model's output. */
    public record Label(String label, int index, float score) {}

    /** The model that answered; {@code sha256} is the digest of its graph. */
    public record ModelId(String name, String version, String sha256) {}

    /** The source image: upright width and height in pixels, format such as {@code jpeg}, digest of its bytes. */
    public record Image(int width, int height, String format, String sha256) {}

    /** Milliseconds. {@code queue} is the wait for a batch and a device; {@code total} is from intake to answer. */
    public record Timings(double fetch, double decode, double queue, double inference, double total) {}
}
