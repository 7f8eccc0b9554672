package io.inceptionstreams.modelbuild.head;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * @param id the caller's name for it
     * @param group examples of one group are learned or held out together
     * @param label 0 to the number of classes - 1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Example(int id, int group, float[] features, int label) {}

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
     * Holds back about a share of each class: whole groups, one at least and never all of them.
     *
     * @throws IllegalArgumentException when a class has fewer than two groups
     */
    Split split(double share, Random random) {
        List<Example> training = new ArrayList<>();
        List<Example> heldOut = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            List<List<Example>> groups = groups(label);
            if (groups.size() < 2) {
                throw new IllegalArgumentException("class " + label + " has " + groups.size()
                        + " examples that may be parted, two are needed at least");
            }
            Collections.shuffle(groups, random);
            long wanted = Math.round(groups.stream().mapToInt(List::size).sum() * share);
            int count = heldOut.size();
            for (List<Example> group : groups.subList(0, groups.size() - 1)) {
                boolean enough = heldOut.size() > count && heldOut.size() - count + group.size() > wanted;
                (enough ? training : heldOut).addAll(group);
            }
            training.addAll(groups.get(groups.size() - 1));
        }
        return new Split(new Examples(training, classes), new Examples(heldOut, classes));
    }

    private List<List<Example>> groups(int label) {
        Map<Integer, List<Example>> groups = new LinkedHashMap<>();
        all.stream()
                .filter(example -> example.label() == label)
                .forEach(example -> groups.computeIfAbsent(example.group(), any -> new ArrayList<>())
                        .add(example));
        return new ArrayList<>(groups.values());
    }
}
