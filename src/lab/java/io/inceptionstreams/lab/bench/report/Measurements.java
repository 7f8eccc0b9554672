package io.inceptionstreams.lab.bench.report;

import io.inceptionstreams.lab.bench.report.Report.Ratio;
import io.inceptionstreams.lab.bench.report.Report.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects a value for each contender, metric and round; rows keep the order in which they first came. */
public final class Measurements {

    private record Key(String contender, String metric, String unit) {}

    private final Map<Key, List<Double>> values = new LinkedHashMap<>();
    private final Map<Key, Key> bases = new LinkedHashMap<>();

    public void add(String contender, String metric, String unit, double value) {
        values.computeIfAbsent(new Key(contender, metric, unit), k -> new ArrayList<>())
                .add(value);
    }

    /**
     * A rate of images as what a bill is made of: images an hour of all cores together, and of one.
     *
     * @param cores that the contender had
     */
    public void addHours(String contender, double imagesPerSecond, int cores) {
        double hour = imagesPerSecond * 3600;
        add(contender, "images an hour", "images", hour);
        add(contender, "images a core-hour", "images", hour / cores);
    }

    /** The first contender's row will say what the other's is of it. */
    public void compare(String contender, String to, String metric, String unit) {
        bases.put(new Key(contender, metric, unit), new Key(to, metric, unit));
    }

    public double median(String contender, String metric, String unit) {
        return figure(new Key(contender, metric, unit)).median();
    }

    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        values.forEach((key, all) -> {
            Figure figure = Figure.of(all);
            Key base = bases.get(key);
            Ratio ratio = base == null
                    ? null
                    : new Ratio(figure.median() / figure(base).median(), base.contender());
            rows.add(new Row(
                    key.contender(),
                    key.metric(),
                    key.unit(),
                    figure.median(),
                    figure.min(),
                    figure.max(),
                    all,
                    ratio));
        });
        return rows;
    }

    private Figure figure(Key key) {
        return Figure.of(values.getOrDefault(key, List.of()));
    }
}
