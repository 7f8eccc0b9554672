package io.inceptionstreams.infer;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Runs each batch size before a classifier serves, every golden image at each of them, and refuses a model whose answers
 * are not what they must be.
 */
final class Rehearsal {

    private final Proof proof;
    private final WarmUp warmUp;
    private final LongSupplier nanos;
    private final Progress progress;

    Rehearsal(Proof proof, WarmUp warmUp, LongSupplier nanos, Progress progress) {
        this.proof = proof;
        this.warmUp = warmUp;
        this.nanos = nanos;
        this.progress = progress;
    }

    /** @throws ClassifierException when the model fails, or its answers are not those of its proof */
    void run(Classifier classifier) throws ClassifierException {
        int[] sizes = warmUp.sizes(classifier.maxBatch());
        for (int i = 0; i < sizes.length; i++) {
            int size = sizes[i];
            long start = nanos.getAsLong();
            int questions = warmUp == WarmUp.NONE ? 1 : proof.questions().size();
            for (int first = 0; first < questions; first += size) {
                List<Scores> answers = classifier.classify(proof.batch(first, size));
                proof.check(first, answers, size, classifier.device());
            }
            Duration took = Duration.ofNanos(nanos.getAsLong() - start);
            progress.warmed(classifier.device(), size, i + 1, sizes.length, took);
        }
    }
}
