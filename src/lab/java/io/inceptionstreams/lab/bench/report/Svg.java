package io.inceptionstreams.lab.bench.report;

import io.inceptionstreams.lab.bench.report.Chart.Bar;
import io.inceptionstreams.lab.bench.report.Chart.Bars;
import io.inceptionstreams.lab.bench.report.Chart.Line;
import io.inceptionstreams.lab.bench.report.Chart.Lines;
import io.inceptionstreams.lab.bench.report.Chart.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Draws charts as SVG, in the light or dark colours that the reader prefers. */
final class Svg {

    private static final int WIDTH = 760;
    private static final int LEFT = 80;
    private static final int TOP = 60;
    private static final int PLOT_WIDTH = 470;
    private static final int PLOT_HEIGHT = 300;
    private static final int LEGEND = LEFT + PLOT_WIDTH + 20;
    private static final int BAR = 26;
    private static final int BAR_LEFT = 290;
    private static final int BAR_WIDTH = 440;

    /** Told apart by people who do not see all colours, too (Okabe and Ito). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#808080", "#b8a900");

    private static final String STYLE = "<style>text { fill: #222; } .ground { fill: #fff; } .grid { stroke: #e4e4e4; }"
            + " @media (prefers-color-scheme: dark)"
            + " { text { fill: #e6eaf2; } .ground { fill: #0d1117; } .grid { stroke: #2a303c; } }</style>";

    private final StringBuilder svg = new StringBuilder();

    private Svg(int height, String title) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH, height, WIDTH, height);
        svg.append(STYLE).append('\n');
        add("<rect class=\"ground\" width=\"%d\" height=\"%d\"/>", WIDTH, height);
        add("<text x=\"20\" y=\"28\" font-size=\"16\" font-weight=\"bold\">%s</text>", escaped(title));
    }

    static String of(Chart chart) {
        if (chart instanceof Lines lines) {
            return lines(lines);
        }
        return bars((Bars) chart);
    }

    private static String lines(Lines chart) {
        Svg svg = new Svg(TOP + PLOT_HEIGHT + 60, chart.title());
        Axis x = Axis.linear(max(chart, Point::x));
        Axis y = chart.logarithmic()
                ? Axis.logarithmic(min(chart, Point::y), max(chart, Point::y))
                : Axis.linear(max(chart, Point::y));
        for (double tick : x.ticks()) {
            double at = LEFT + x.place(tick) * PLOT_WIDTH;
            svg.line(at, TOP, at, TOP + PLOT_HEIGHT);
            svg.text(at, TOP + PLOT_HEIGHT + 20, "middle", plain(tick));
        }
        for (double tick : y.ticks()) {
            double at = TOP + (1 - y.place(tick)) * PLOT_HEIGHT;
            svg.line(LEFT, at, LEFT + PLOT_WIDTH, at);
            svg.text(LEFT - 8, at + 4, "end", plain(tick));
        }
        svg.text(LEFT + PLOT_WIDTH / 2.0, TOP + PLOT_HEIGHT + 45, "middle", chart.x());
        svg.text(20, TOP - 12, "start", chart.y());
        for (int i = 0; i < chart.lines().size(); i++) {
            svg.curve(chart.lines().get(i), x, y, COLOURS.get(i % COLOURS.size()));
            svg.key(i, chart.lines().get(i).name());
        }
        return svg.end();
    }

    private void curve(Line line, Axis x, Axis y, String colour) {
        List<String> places = line.points().stream()
                .map(point -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        LEFT + x.place(point.x()) * PLOT_WIDTH,
                        TOP + (1 - y.place(point.y())) * PLOT_HEIGHT))
                .toList();
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                String.join(" ", places), colour);
        for (String place : places) {
            String[] xy = place.split(",", -1);
            add("<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\"/>", xy[0], xy[1], colour);
        }
    }

    /** A line of the legend beside the plot. */
    private void key(int i, String name) {
        int y = TOP + 10 + 20 * i;
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>",
                LEGEND, y - 10, COLOURS.get(i % COLOURS.size()));
        text(LEGEND + 18, y, "start", name);
    }

    private static String bars(Bars chart) {
        int top = TOP + 30;
        Svg svg = new Svg(top + (BAR + 12) * chart.bars().size() + 40, chart.title());
        int x = 20;
        for (int i = 0; i < chart.parts().size(); i++) {
            svg.add(
                    "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>",
                    x, TOP - 10, COLOURS.get(i % COLOURS.size()));
            svg.text(x + 18, TOP, "start", chart.parts().get(i));
            x += 36 + 8 * chart.parts().get(i).length();
        }
        double longest = chart.bars().stream().mapToDouble(Bar::sum).max().orElse(1);
        for (int i = 0; i < chart.bars().size(); i++) {
            svg.bar(chart.bars().get(i), top + (BAR + 12) * i, longest, chart.unit());
        }
        return svg.end();
    }

    private void bar(Bar bar, int y, double longest, String unit) {
        text(BAR_LEFT - 10, y + BAR / 2.0 + 4, "end", bar.name());
        double x = BAR_LEFT;
        double scale = (BAR_WIDTH - 100) / Math.max(longest, 1e-9);
        for (int i = 0; i < bar.values().size(); i++) {
            double width = bar.values().get(i) * scale;
            add(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                    x, y, width, BAR, COLOURS.get(i % COLOURS.size()));
            x += width;
        }
        text(x + 6, y + BAR / 2.0 + 4, "start", TextTable.number(bar.sum()) + " " + unit);
    }

    private void line(double x1, double y1, double x2, double y2) {
        add("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1, y1, x2, y2);
    }

    private void text(double x, double y, String anchor, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(text));
    }

    private String end() {
        return svg.append("</svg>\n").toString();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static double max(Lines chart, ToDoubleFunction<Point> value) {
        return chart.lines().stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(value)
                .max()
                .orElse(1);
    }

    private static double min(Lines chart, ToDoubleFunction<Point> value) {
        return chart.lines().stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(value)
                .min()
                .orElse(1);
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String escaped(String text) {
        return text.chars()
                .mapToObj(c -> switch (c) {
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '&' -> "&amp;";
                    default -> String.valueOf((char) c);
                })
                .collect(Collectors.joining());
    }
}
