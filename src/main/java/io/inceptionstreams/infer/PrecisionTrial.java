package io.inceptionstreams.infer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How much faster one classifier is than another of the same model: both run the same batch in turn, so that what else
 * the machine does slows down both.
 *
 * <p>An instruction does not prove that it pays: Sapphire Rapids without its tiles has avx512_bf16 and takes nearly twice
 * as long with it.
 */
final class PrecisionTrial {

    /** What bfloat16 must gain to be taken, or scores would change for nothing. Zen 4 gains 2.0. */
    static final double LEAST_GAIN = 1.2;

    static final int ROUNDS = 3;
    static final int LEAST_ROUNDS = 2;

    /** No round starts after this; a round of the largest batch takes a CPU core about a second. */
    static final Duration BOUND = Duration.ofSeconds(10);

    /** From here on a CPU computes about as many images a second in larger batches. */
    static final int BATCH = 4;

    private final GoldenCheck check;
    private final LongSupplier nanos;

    PrecisionTrial(GoldenCheck check, LongSupplier nanos) {
        this.check = check;
        this.nanos = nanos;
    }

    /** @return the median of each round's quotient: 2 when {@code other} takes half as long as {@code plain} */
    double gain(Classifier plain, Classifier other) throws ClassifierException {
        List<ByteBuffer> batch = check.batch(0, Math.min(BATCH, plain.maxBatch()));
        nanos(plain, batch); // the first run of a size makes a plan
        nanos(other, batch);
        List<Double> gains = new ArrayList<>();
        long start = nanos.getAsLong();
        while (gains.size() < LEAST_ROUNDS || (gains.size() < ROUNDS && nanos.getAsLong() - start < BOUND.toNanos())) {
            double plainNanos = nanos(plain, batch);
            gains.add(plainNanos / Math.max(1, nanos(other, batch)));
        }
        Collections.sort(gains);
        int middle = gains.size() / 2;
        return gains.size() % 2 == 1 ? gains.get(middle) : (gains.get(middle - 1) + gains.get(middle)) / 2;
    }

    private long nanos(Classifier classifier, List<ByteBuffer> batch) throws ClassifierException {
        long start = nanos.getAsLong();
        int answers = classifier.classify(batch).size();
        if (answers != batch.size()) {
            throw new ClassifierException(
                    classifier.device() + ": " + answers + " answers to " + batch.size() + " images");
        }
        return nanos.getAsLong() - start;
    }
}
