package io.inceptionstreams.infer;

import io.inceptionstreams.model.Golden;
import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Metadata.Int8;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a model is asked before it serves, and what it must answer: its golden images, or noise where it has none, which
 * can only show that the answers are probabilities.
 *
 * @param samples at least one
 * @param sumToOne whether the scores of an image must
 * @param tolerance how far a score may be from the golden one
 */
record GoldenCheck(List<GoldenSample> samples, boolean sumToOne, double tolerance) {

    /**
     * An image, and its scores; none when they are not known.
     *
     * @param name for messages
     */
    record GoldenSample(String name, ByteBuffer pixels, List<Float> scores) {}

    /** Softmax in float32 over 1,000 classes is off by some 1e-6; half precision by 1e-3. */
    private static final double TOLERANCE = 5e-3;

    GoldenCheck {
        samples = List.copyOf(samples);
    }

    static GoldenCheck of(Model model, Precision precision) throws ClassifierException {
        List<GoldenSample> samples = new ArrayList<>();
        for (Golden golden : model.golden()) {
            try {
                samples.add(new GoldenSample(golden.image(), ByteBuffer.wrap(model.pixels(golden)), golden.scores()));
            } catch (ModelException e) {
                throw new ClassifierException(String.valueOf(e.getMessage()), e);
            }
        }
        boolean sumToOne = model.classifier() == Classifier.SOFTMAX;
        int bytes = model.preprocessing().height() * model.preprocessing().width() * 3;
        return samples.isEmpty()
                ? noise(bytes, sumToOne)
                : new GoldenCheck(samples, sumToOne, tolerance(model, precision));
    }

    private static double tolerance(Model model, Precision precision) {
        return model.int8().map(Int8::goldenTolerance).orElse(precision.goldenTolerance());
    }

    static GoldenCheck noise(int imageBytes, boolean sumToOne) {
        byte[] pixels = new byte[imageBytes];
        new Random(1).nextBytes(pixels);
        return new GoldenCheck(List.of(new GoldenSample("noise", ByteBuffer.wrap(pixels), List.of())), sumToOne, 0);
    }

    /** The images of one batch: those from {@code first} on, again and again. */
    List<ByteBuffer> batch(int first, int size) {
        List<ByteBuffer> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            batch.add(sample(first + i).pixels());
        }
        return batch;
    }

    /** Refuses answers that are no probabilities, or not those that the images must have. */
    void check(int first, List<Scores> answers, int size, String device) throws ClassifierException {
        if (answers.size() != size) {
            throw new ClassifierException(device + ": " + answers.size() + " answers to " + size + " images");
        }
        for (int i = 0; i < size; i++) {
            check(answers.get(i), device);
            check(sample(first + i), answers.get(i), size, device);
        }
    }

    private GoldenSample sample(int number) {
        return samples.get(number % samples.size());
    }

    private void check(Scores scores, String device) throws ClassifierException {
        double sum = 0;
        for (Scores.Ranked class_ : scores.top(Integer.MAX_VALUE)) {
            if (!(class_.score() >= -TOLERANCE && class_.score() <= 1 + TOLERANCE)) {
                throw new ClassifierException(
                        device + ": the model's score of " + class_.label() + " is no probability: " + class_.score());
            }
            sum += class_.score();
        }
        if (sumToOne && Math.abs(sum - 1) > TOLERANCE) {
            throw new ClassifierException(device + ": the model's scores add up to " + sum + ", not to 1");
        }
    }

    private void check(GoldenSample sample, Scores answer, int size, String device) throws ClassifierException {
        for (int c = 0; c < sample.scores().size(); c++) {
            if (!(Math.abs(answer.score(c) - sample.scores().get(c)) <= tolerance)) {
                throw new ClassifierException(device + ": the model disagrees with its golden image " + sample.name()
                        + " in a batch of " + size + ": class " + c + " has " + answer.score(c) + ", must have "
                        + sample.scores().get(c) + " to within " + tolerance);
            }
        }
    }
}
