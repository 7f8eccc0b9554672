package io.inceptionstreams.lab.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * From values to places between 0 and 1, with round values to mark.
 *
 * @param logarithmic whether equal steps are equal factors; {@code from} is positive then
 */
record Axis(double from, double to, boolean logarithmic, List<Double> ticks) {

    private static final int TICKS = 5;

    Axis {
        ticks = List.copyOf(ticks);
    }

    /** From 0 to a round value that is not below the largest. */
    static Axis linear(double largest) {
        double step = step(Math.max(largest, 1e-9) / TICKS);
        List<Double> ticks = new ArrayList<>(List.of(0.0));
        while (ticks.get(ticks.size() - 1) < largest) {
            ticks.add(step * ticks.size());
        }
        return new Axis(0, ticks.get(ticks.size() - 1), false, ticks);
    }

    /** From power of ten to power of ten. */
    static Axis logarithmic(double smallest, double largest) {
        int first = (int) Math.floor(Math.log10(smallest));
        int last = Math.max(first + 1, (int) Math.ceil(Math.log10(largest)));
        List<Double> ticks = new ArrayList<>();
        for (int power = first; power <= last; power++) {
            ticks.add(Math.pow(10, power));
        }
        return new Axis(ticks.get(0), ticks.get(ticks.size() - 1), true, ticks);
    }

    double place(double value) {
        return logarithmic ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
    }

    /** The first of 1, 2, 5, 10, 20, ... that is not below. */
    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
