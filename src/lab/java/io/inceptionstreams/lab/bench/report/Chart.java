package io.inceptionstreams.lab.bench.report;

import java.util.List;

/** A picture of a section's rows. */
public sealed interface Chart {

    String title();

    /**
     * Lines over a common x.
     *
     * @param logarithmic whether y is; all its values are positive then
     */
    record Lines(String title, String x, String y, boolean logarithmic, List<Line> lines) implements Chart {

        public Lines {
            lines = List.copyOf(lines);
        }
    }

    /** Its points in the order of x. */
    record Line(String name, List<Point> points) {

        public Line {
            points = List.copyOf(points);
        }
    }

    record Point(double x, double y) {}

    /**
     * Bars of parts, one below the other.
     *
     * @param parts their names; each bar has a value for each
     */
    record Bars(String title, String unit, List<String> parts, List<Bar> bars) implements Chart {

        public Bars {
            parts = List.copyOf(parts);
            bars = List.copyOf(bars);
        }
    }

    record Bar(String name, List<Double> values) {

        public Bar {
            values = List.copyOf(values);
        }

        double sum() {
            return values.stream().mapToDouble(Double::doubleValue).sum();
        }
    }
}
