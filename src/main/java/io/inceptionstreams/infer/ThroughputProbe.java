package io.inceptionstreams.infer;

import io.inceptionstreams.model.Model;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How fast a classifier is with nothing else to do: whole batches, one after the other, from the caller's thread. */
public final class ThroughputProbe {

    private static final int LEAST_BATCHES = 3;

    private final LongSupplier nanos;
    private final Duration each;

    /** @param each how long a batch size is run at least; three batches at least */
    public ThroughputProbe(LongSupplier nanos, Duration each) {
        this.nanos = nanos;
        this.each = each;
    }

    /**
     * Runs the powers of two and the largest batch with the model's golden images, or noise. The classifier must be warm:
     * the first run of a size is slower than those after it.
     *
     * @return images a second, by batch size
     */
    public SortedMap<Integer, Double> measure(Model model, Classifier classifier) throws ClassifierException {
        GoldenCheck check = GoldenCheck.of(model, Precision.FLOAT32); // for its images
        SortedMap<Integer, Double> imagesPerSecond = new TreeMap<>();
        for (int size : WarmUp.POWERS.sizes(classifier.maxBatch())) {
            List<ByteBuffer> batch = check.batch(0, size);
            imagesPerSecond.put(size, imagesPerSecond(classifier, () -> batch));
        }
        return imagesPerSecond;
    }

    /**
     * Runs the batches that come, all of one size. The classifier must be warm.
     *
     * @return images per second
     */
    public double imagesPerSecond(Classifier classifier, Supplier<List<ByteBuffer>> batches)
            throws ClassifierException {
        long start = nanos.getAsLong();
        long took = 0;
        long images = 0;
        for (int run = 0; run < LEAST_BATCHES || took < each.toNanos(); run++) {
            List<ByteBuffer> batch = batches.get();
            int answers = classifier.classify(batch).size();
            if (answers != batch.size()) {
                throw new ClassifierException(
                        classifier.device() + ": " + answers + " answers to " + batch.size() + " images");
            }
            images += batch.size();
            took = nanos.getAsLong() - start;
        }
        return images / Math.max(took / 1e9, 1e-9);
    }
}
