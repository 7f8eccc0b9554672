package io.inceptionstreams.lab.bench.report;

import io.inceptionstreams.lab.bench.report.Report.Row;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A section's rows as a table, for the terminal and for Markdown. */
public record TextTable(Section section) {

    private static final List<String> HEAD = List.of("contender", "metric", "median", "min", "max", "unit", "ratio");

    /** In columns of even width. */
    public List<String> lines() {
        List<List<String>> rows = cells();
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    String markdown() {
        List<List<String>> rows = cells();
        StringBuilder table = new StringBuilder();
        row(table, rows.get(0));
        table.append("|---|---|---:|---:|---:|---|---|\n");
        rows.subList(1, rows.size()).forEach(row -> row(table, row));
        return table.toString();
    }

    private static void row(StringBuilder table, List<String> cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            int width = Math.max(1, widths[column]);
            boolean number = column >= 2 && column <= 4;
            line.append(
                    String.format(Locale.ROOT, number ? "%" + width + "s  " : "%-" + width + "s  ", row.get(column)));
        }
        return line.toString().stripTrailing();
    }

    private List<List<String>> cells() {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        for (Row row : section.rows()) {
            rows.add(List.of(
                    row.contender(),
                    row.metric(),
                    number(row.median()),
                    number(row.min()),
                    number(row.max()),
                    row.unit(),
                    row.ratio() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "%.3f of %s",
                                    row.ratio().value(),
                                    row.ratio().to())));
        }
        return rows;
    }

    /** With three digits or more. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 || size == 0 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
