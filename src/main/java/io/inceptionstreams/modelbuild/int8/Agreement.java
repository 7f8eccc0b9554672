package io.inceptionstreams.modelbuild.int8;

import io.inceptionstreams.infer.Scores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far the scores of photos are from those that float32 gives them.
 *
 * @param photos in their order
 */
record Agreement(List<Compared> photos) {

    /**
     * @param photo its number
     * @param label the first in float32
     * @param other the first in 8 bits
     * @param difference the largest of any class
     */
    record Compared(int photo, String label, String other, double difference) {
        boolean agrees() {
            return label.equals(other);
        }
    }

    Agreement {
        photos = List.copyOf(photos);
    }

    static Agreement of(List<Scores> full, List<Scores> small) {
        List<Compared> photos = new ArrayList<>();
        for (int i = 0; i < full.size(); i++) {
            List<Scores.Ranked> classes = full.get(i).top(Integer.MAX_VALUE);
            double largest = 0;
            for (int c = 0; c < classes.size(); c++) {
                double difference = Math.abs(full.get(i).score(c) - small.get(i).score(c));
                largest = Math.max(largest, difference); // not a number stays that
            }
            photos.add(new Compared(
                    i, classes.get(0).label(), small.get(i).top(1).get(0).label(), largest));
        }
        return new Agreement(photos);
    }

    /** The share of photos whose first label is the same. */
    double sameLabel() {
        return (double) photos.stream().filter(Compared::agrees).count() / photos.size();
    }

    /** The mean of the photos' largest differences. */
    double meanDifference() {
        return photos.stream().mapToDouble(Compared::difference).average().orElse(0);
    }

    List<Compared> worst(int most) {
        return photos.stream()
                .sorted(Comparator.comparingDouble(Compared::difference).reversed())
                .limit(most)
                .toList();
    }
}
