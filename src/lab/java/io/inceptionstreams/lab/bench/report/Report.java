package io.inceptionstreams.lab.bench.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run found.
 *
 * @param tensorFlow its version, or that it was not needed
 * @param command that made it
 */
public record Report(Machine machine, String tensorFlow, String command, List<Section> sections) {

    public Report {
        sections = List.copyOf(sections);
    }

    /**
     * One part's findings.
     *
     * @param notes what a reader must know to judge the figures, a paragraph each
     */
    public record Section(String part, String title, List<String> notes, List<Row> rows, List<Chart> charts) {

        public Section {
            notes = List.copyOf(notes);
            rows = List.copyOf(rows);
            charts = List.copyOf(charts);
        }

        /** The median of what a contender was measured for. */
        double median(String contender, String metric) {
            return rows.stream()
                    .filter(row ->
                            row.contender().equals(contender) && row.metric().equals(metric))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no " + metric + " of " + contender))
                    .median();
        }
    }

    /**
     * One metric of one contender over all rounds.
     *
     * @param values one a round, in the order of the rounds
     * @param ratio to another contender, of the medians; null for none
     */
    public record Row(
            String contender,
            String metric,
            String unit,
            double median,
            double min,
            double max,
            List<Double> values,
            @Nullable Ratio ratio) {

        public Row {
            values = List.copyOf(values);
        }
    }

    /** This row's median divided by that of the same metric of another contender. */
    public record Ratio(double value, String to) {}
}
