package io.inceptionstreams.lab.bench.report;

import java.util.Collection;
import java.util.List;

/** What several rounds gave. */
public record Figure(double median, double min, double max) {

    /** @param values one a round, at least one */
    static Figure of(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("a figure needs a value");
        }
        return new Figure(percentile(sorted, 0.5), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** Between the neighbours, in proportion. */
    public static double percentile(List<Double> sorted, double share) {
        double place = share * (sorted.size() - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }
}
