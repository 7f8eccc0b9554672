package io.inceptionstreams.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Feature vectors with their classes.
 *
 * @param classes how many there are
 */
public record Examples(List<Example> all, int classes) {

    /**
     * One photo.
     *
     * @param label 0 to the number of classes - 1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Example(float[] features, int label) {}

    /** Two parts of the same classes. */
    record Split(Examples training, Examples heldOut) {}

    public Examples {
        all = List.copyOf(all);
        if (classes < 2) {
            throw new IllegalArgumentException("there must be two classes at least: " + classes);
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there are no examples");
        }
    }

    int features() {
        return all.get(0).features().length;
    }

    /**
     * Holds back a share of each class, one example at least and never all of them.
     *
     * @throws IllegalArgumentException when a class has fewer than two
     */
    Split split(double share, Random random) {
        List<Example> training = new ArrayList<>();
        List<Example> heldOut = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            List<Example> some = new ArrayList<>(
                    all.stream().filter(example -> example.label() == wanted).toList());
            if (some.size() < 2) {
                throw new IllegalArgumentException(
                        "class " + label + " has " + some.size() + " examples, two are needed at least");
            }
            Collections.shuffle(some, random);
            int count = (int) Math.min(some.size() - 1, Math.max(1, Math.round(some.size() * share)));
            heldOut.addAll(some.subList(0, count));
            training.addAll(some.subList(count, some.size()));
        }
        return new Split(new Examples(training, classes), new Examples(heldOut, classes));
    }
}
