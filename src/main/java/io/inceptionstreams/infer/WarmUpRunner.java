package io.inceptionstreams.infer;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Runs each batch size before a classifier serves, every golden image at each of them, and refuses a model whose answers
 * are not what they must be.
 */
final class WarmUpRunner {

    private final GoldenCheck check;
    private final WarmUp warmUp;
    private final LongSupplier nanos;
    private final Progress progress;

    WarmUpRunner(GoldenCheck check, WarmUp warmUp, LongSupplier nanos, Progress progress) {
        this.check = check;
        this.warmUp = warmUp;
        this.nanos = nanos;
        this.progress = progress;
    }

    /** @throws ClassifierException when the model fails, or its answers are not those of its golden samples */
    void run(Classifier classifier) throws ClassifierException {
        int[] sizes = warmUp.sizes(classifier.maxBatch());
        for (int i = 0; i < sizes.length; i++) {
            int size = sizes[i];
            long start = nanos.getAsLong();
            int samples = warmUp == WarmUp.NONE ? 1 : check.samples().size();
            for (int first = 0; first < samples; first += size) {
                List<Scores> answers = classifier.classify(check.batch(first, size));
                check.check(first, answers, size, classifier.device());
            }
            Duration took = Duration.ofNanos(nanos.getAsLong() - start);
            progress.warmed(classifier.device(), size, i + 1, sizes.length, took);
        }
    }
}
