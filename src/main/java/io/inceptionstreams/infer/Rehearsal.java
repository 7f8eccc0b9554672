package io.inceptionstreams.infer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/** Runs each batch size once before a classifier serves, and refuses a model whose answers are no probabilities. */
final class Rehearsal {

    /** Softmax in float32 over 1,000 classes is off by some 1e-6; half precision by 1e-3. */
    private static final double TOLERANCE = 5e-3;

    private final int imageBytes;
    private final WarmUp warmUp;
    private final LongSupplier nanos;
    private final Progress progress;

    Rehearsal(int imageBytes, WarmUp warmUp, LongSupplier nanos, Progress progress) {
        this.imageBytes = imageBytes;
        this.warmUp = warmUp;
        this.nanos = nanos;
        this.progress = progress;
    }

    /** @throws ClassifierException when the model fails, or its answers are not finite or do not add up to 1 */
    void run(Classifier classifier) throws ClassifierException {
        ByteBuffer noise = noise();
        int[] sizes = warmUp.sizes(classifier.maxBatch());
        for (int i = 0; i < sizes.length; i++) {
            int size = sizes[i];
            long start = nanos.getAsLong();
            List<Scores> answers = classifier.classify(Collections.nCopies(size, noise));
            Duration took = Duration.ofNanos(nanos.getAsLong() - start);
            check(answers, size, classifier.device());
            progress.warmed(classifier.device(), size, i + 1, sizes.length, took);
        }
    }

    private static void check(List<Scores> answers, int size, String device) throws ClassifierException {
        if (answers.size() != size) {
            throw new ClassifierException(device + ": " + answers.size() + " answers to " + size + " images");
        }
        for (Scores scores : answers) {
            double sum = 0;
            for (Scores.Ranked class_ : scores.top(Integer.MAX_VALUE)) {
                if (!(class_.score() >= -TOLERANCE && class_.score() <= 1 + TOLERANCE)) {
                    throw new ClassifierException(device + ": the model's score of " + class_.label()
                            + " is no probability: " + class_.score());
                }
                sum += class_.score();
            }
            if (Math.abs(sum - 1) > TOLERANCE) {
                throw new ClassifierException(device + ": the model's scores add up to " + sum + ", not to 1");
            }
        }
    }

    private ByteBuffer noise() {
        byte[] pixels = new byte[imageBytes];
        new Random(1).nextBytes(pixels);
        return ByteBuffer.wrap(pixels);
    }
}
