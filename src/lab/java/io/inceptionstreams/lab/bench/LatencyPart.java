package io.inceptionstreams.lab.bench;

import io.inceptionstreams.event.Labelled.Timings;
import io.inceptionstreams.lab.bench.OpenLoop.Passage;
import io.inceptionstreams.lab.bench.report.Chart;
import io.inceptionstreams.lab.bench.report.Chart.Bar;
import io.inceptionstreams.lab.bench.report.Chart.Bars;
import io.inceptionstreams.lab.bench.report.Chart.Line;
import io.inceptionstreams.lab.bench.report.Chart.Lines;
import io.inceptionstreams.lab.bench.report.Chart.Point;
import io.inceptionstreams.lab.bench.report.Figure;
import io.inceptionstreams.lab.bench.report.Measurements;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** What the system adds to fetching, decoding and inference, at shares of its capacity. */
final class LatencyPart implements Part {

    private static final List<String> GUARANTEES = List.of("at_least_once", "exactly_once_v2");
    private static final List<String> PARTS = List.of("fetch", "decode", "queue", "inference", "stream and Kafka");
    private static final String MILLIS = "ms";
    private static final String PER_SECOND = "events/s";

    /** Loads of the real model: beyond them a run of its length says more about chance. */
    private static final double REAL_MODEL_LOAD = 0.5;

    /** The real model labels few images a second; so that there are enough, it gets this many times the time. */
    private static final int REAL_MODEL_TIME = 3;

    /**
     * What is offered to what.
     *
     * @param warm events before anything is measured
     */
    private record Setup(String name, List<String> settings, Load load, int warm, List<Double> loads, Duration time) {}

    @Override
    public Section run(Lab lab) throws IOException, InterruptedException {
        Measurements measured = new Measurements();
        Map<String, Bar> bars = new LinkedHashMap<>();
        List<Chart> charts = new ArrayList<>();
        for (Setup setup : setups(lab)) {
            double capacity = lab.carry(contender(lab, setup, GUARANTEES.get(1)), first(setup.load(), setup.warm()))
                    .perSecond();
            measured.add(setup.name(), "capacity", PER_SECOND, capacity);
            lab.rounds(round -> {
                for (String guarantee : GUARANTEES) {
                    round(lab, setup, guarantee, capacity, measured, bars);
                }
            });
            charts.add(percentiles(setup, capacity, measured));
        }
        charts.add(new Bars("Where the time of an event goes (means)", MILLIS, PARTS, List.copyOf(bars.values())));
        return new Section(
                "latency",
                "Latency: what the system adds",
                List.of(
                        "Events are published on a fixed schedule that waits for nothing (open loop), at shares of the"
                                + " capacity that was measured right before. An event's time runs from its place on the"
                                + " schedule until its result is visible to a read_committed consumer; added is what"
                                + " remains without the fetch, decode and inference that the result itself reports:"
                                + " publishing, reading, the wait for a busy device, order, writing, committing and"
                                + " reading back, and the contention of all of that for the cores.",
                        "On the simulated device images are small JPEGs inside the events, which are really decoded; on"
                                + " the CPU they are 640x480 JPEGs in files, and the model takes both cores while it"
                                + " runs."),
                measured.rows(),
                charts);
    }

    private static List<Setup> setups(Lab lab) throws IOException {
        List<Setup> setups = new ArrayList<>();
        Scale scale = lab.scale();
        setups.add(new Setup(
                "simulated:8+0.4",
                List.of("infer.device=simulated:8+0.4"),
                Load.inline(Integer.MAX_VALUE, 0),
                scale.faultyEvents(),
                scale.loads(),
                scale.latencyTime()));
        if (!lab.plan().simulated() && scale.realLatency()) {
            Path folder = lab.folder().resolve("latency");
            List<String> uris = Photos.write(lab.smallPhotos(), folder).stream()
                    .map(file -> file.toUri().toString())
                    .toList();
            setups.add(new Setup(
                    lab.plan().infer().device(),
                    List.of("fetch.file-roots=" + folder),
                    Load.of(Integer.MAX_VALUE, uris),
                    scale.images() / 2,
                    scale.loads().stream()
                            .filter(load -> load <= REAL_MODEL_LOAD)
                            .toList(),
                    scale.latencyTime().multipliedBy(REAL_MODEL_TIME)));
        }
        return setups;
    }

    private static Contender contender(Lab lab, Setup setup, String guarantee) {
        return lab.application(
                setup.name() + ", " + guarantee, Lab.settings(setup.settings(), "guarantee=" + guarantee));
    }

    private static Load first(Load load, int count) {
        return new Load(count, load.values(), load.sound());
    }

    private static void round(
            Lab lab, Setup setup, String guarantee, double capacity, Measurements measured, Map<String, Bar> bars)
            throws InterruptedException {
        try (Trial trial = lab.trial(contender(lab, setup, guarantee));
                Consumer<byte[], byte[]> reader = trial.reader();
                Producer<byte[], byte[]> producer = trial.producer()) {
            trial.start();
            OpenLoop loop = new OpenLoop(trial, reader, producer, setup.load());
            loop.warmUp(setup.warm());
            for (double share : setup.loads()) {
                List<Passage> passages = loop.run(share * capacity, setup.time());
                String name = name(setup, guarantee, share);
                double p50 = percentile(passages, Passage::addedMillis, 0.5);
                double p99 = percentile(passages, Passage::addedMillis, 0.99);
                measured.add(name, "added, p50", MILLIS, p50);
                measured.add(name, "added, p99", MILLIS, p99);
                measured.add(name, "end to end, p50", MILLIS, percentile(passages, Passage::visibleMillis, 0.5));
                measured.add(name, "end to end, p99", MILLIS, percentile(passages, Passage::visibleMillis, 0.99));
                bars.put(name, new Bar(name, means(passages)));
                lab.say("%-52s adds p50 %7.1f ms, p99 %7.1f ms", name, p50, p99);
            }
        }
    }

    private static String name(Setup setup, String guarantee, double share) {
        return String.format(Locale.ROOT, "%s, %s, %.0f %%", setup.name(), guarantee, share * 100);
    }

    private static double percentile(List<Passage> passages, ToDoubleFunction<Passage> value, double share) {
        return Figure.percentile(
                passages.stream().mapToDouble(value).sorted().boxed().toList(), share);
    }

    private static List<Double> means(List<Passage> passages) {
        double fetch = mean(passages, Timings::fetch);
        double decode = mean(passages, Timings::decode);
        double queue = mean(passages, Timings::queue);
        double inference = mean(passages, Timings::inference);
        double all =
                passages.stream().mapToDouble(Passage::visibleMillis).average().orElse(0);
        return List.of(fetch, decode, queue, inference, Math.max(0, all - fetch - decode - queue - inference));
    }

    private static double mean(List<Passage> passages, ToDoubleFunction<Timings> stage) {
        return passages.stream()
                .mapToDouble(p -> stage.applyAsDouble(p.result().timings()))
                .average()
                .orElse(0);
    }

    private static Chart percentiles(Setup setup, double capacity, Measurements measured) {
        List<Line> lines = new ArrayList<>();
        for (String guarantee : GUARANTEES) {
            for (String metric : List.of("added, p50", "added, p99")) {
                lines.add(new Line(
                        guarantee + ", " + metric.substring(metric.length() - 3),
                        setup.loads().stream()
                                .map(share -> new Point(
                                        share * capacity,
                                        Math.max(0.1, measured.median(name(setup, guarantee, share), metric, MILLIS))))
                                .toList()));
            }
        }
        return new Lines(
                "Added latency against offered load, " + setup.name(), "offered events/s", "added ms", true, lines);
    }
}
