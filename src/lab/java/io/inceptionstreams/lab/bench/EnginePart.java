package io.inceptionstreams.lab.bench;

import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.lab.bench.report.Chart;
import io.inceptionstreams.lab.bench.report.Chart.Line;
import io.inceptionstreams.lab.bench.report.Chart.Point;
import io.inceptionstreams.lab.bench.report.Measurements;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The classifier alone at each batch size, beside what the machine can compute at all. */
final class EnginePart implements Part {

    /** Of Inception-v3 at 299x299: 5.713 G multiply-adds, two operations each. */
    static final double GFLOP_PER_IMAGE = 2 * 5.713;

    private static final String THROUGHPUT = "throughput";
    private static final String PER_SECOND = "images/s";
    private static final String COMPUTE = "arithmetic";
    private static final String GFLOPS = "GFLOP/s";
    private static final String PRODUCT = "matrix product";

    @Override
    public Section run(Lab lab) throws ClassifierException {
        Measurements measured = new Measurements();
        List<Integer> sizes = lab.scale().batchSizes();
        Engine engine = lab.engine();
        if (lab.plan().simulated()) {
            lab.rounds(round -> throughput(lab, engine, measured));
        } else {
            try (MatMulRate product = MatMulRate.open(lab.plan().infer(), engine.device())) {
                lab.rounds(round -> {
                    double best = throughput(lab, engine, measured);
                    double peak = product.gigaflops(lab.scale().engineTime());
                    measured.add(PRODUCT, COMPUTE, GFLOPS, peak);
                    measured.addHours("best batch size", best, Lab.cores());
                    measured.add(
                            "best batch size", "share of the matrix product", "of 1", best * GFLOP_PER_IMAGE / peak);
                    lab.say("%-28s %8.1f GFLOP/s", PRODUCT, peak);
                });
            }
        }
        List<Point> points = sizes.stream()
                .map(size -> new Point(size, measured.median(name(size), THROUGHPUT, PER_SECOND)))
                .toList();
        int best = (int) points.stream()
                .max(Comparator.comparingDouble(Point::y))
                .orElseThrow()
                .x();
        List<String> notes = new ArrayList<>(List.of(
                "The classifier alone on " + engine.device()
                        + ", pixels decoded beforehand, a copy into the batch and the labels out included."
                        + " One batch at a time unless a row says otherwise. Best at batches of " + best + ".",
                "Arithmetic counts the 5.713 G multiply-adds of the network's convolutions and dense layers, two"
                        + " operations each, and nothing for pooling, activation or scaling."));
        if (!lab.plan().simulated()) {
            notes.add("The ceiling is measured, not taken from a data sheet: the same TensorFlow " + lab.tensorFlow()
                    + " with the same threads and in the same precision multiplies matrices of 2048 x 2048 in the"
                    + " same run. The cores' theoretical peak is above it.");
        }
        return new Section(
                "engine",
                "Engine: the classifier alone",
                notes,
                measured.rows(),
                List.of(new Chart.Lines(
                        "Engine: images/s by batch size",
                        "images in a batch",
                        PER_SECOND,
                        false,
                        List.of(new Line("engine", points)))));
    }

    /** Every size in turn, and the application's with as many calls as it makes; the best rate of a single call. */
    private static double throughput(Lab lab, Engine engine, Measurements measured) throws ClassifierException {
        double best = 0;
        for (int size : lab.scale().batchSizes()) {
            double rate = engine.imagesPerSecond(size, lab.scale().engineTime());
            add(lab, measured, name(size), rate);
            best = Math.max(best, rate);
        }
        if (engine.calls() > 1) {
            int size = lab.plan().maxBatch();
            add(
                    lab,
                    measured,
                    name(size) + ", " + engine.calls() + " calls",
                    engine.imagesPerSecond(size, engine.calls(), lab.scale().engineTime()));
        }
        return best;
    }

    private static void add(Lab lab, Measurements measured, String name, double rate) {
        measured.add(name, THROUGHPUT, PER_SECOND, rate);
        if (!lab.plan().simulated()) {
            measured.add(name, COMPUTE, GFLOPS, rate * GFLOP_PER_IMAGE);
        }
        lab.say("%-28s %8.2f images/s", name, rate);
    }

    private static String name(int size) {
        return "batch of " + size;
    }
}
