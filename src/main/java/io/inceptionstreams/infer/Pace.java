package io.inceptionstreams.infer;

import io.inceptionstreams.model.Model;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** How fast a classifier is when it has nothing else to do: whole batches, one after the other, from one thread. */
public final class Pace {

    private static final int LEAST_BATCHES = 3;

    private final LongSupplier nanos;
    private final Duration each;

    /** @param each how long a batch size is run at least; three batches at least */
    public Pace(LongSupplier nanos, Duration each) {
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
        Proof proof = Proof.of(model);
        SortedMap<Integer, Double> imagesPerSecond = new TreeMap<>();
        for (int size : WarmUp.POWERS.sizes(classifier.maxBatch())) {
            imagesPerSecond.put(size, measure(classifier, proof.batch(0, size)));
        }
        return imagesPerSecond;
    }

    private double measure(Classifier classifier, List<ByteBuffer> batch) throws ClassifierException {
        long start = nanos.getAsLong();
        long took = 0;
        int batches = 0;
        while (batches < LEAST_BATCHES || took < each.toNanos()) {
            int answers = classifier.classify(batch).size();
            if (answers != batch.size()) {
                throw new ClassifierException(
                        classifier.device() + ": " + answers + " answers to " + batch.size() + " images");
            }
            batches++;
            took = nanos.getAsLong() - start;
        }
        return batches * batch.size() / Math.max(took / 1e9, 1e-9);
    }
}
