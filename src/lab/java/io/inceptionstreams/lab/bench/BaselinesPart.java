package io.inceptionstreams.lab.bench;

import io.inceptionstreams.lab.bench.baseline.Baseline;
import io.inceptionstreams.lab.bench.report.Chart.Bar;
import io.inceptionstreams.lab.bench.report.Chart.Bars;
import io.inceptionstreams.lab.bench.report.Measurements;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The application against what a user would write instead: same model, same images, same broker. */
final class BaselinesPart implements Part {

    private static final String APPLICATION = "application";
    private static final String THROUGHPUT = "throughput";
    private static final String PER_SECOND = "images/s";

    /** TensorFlow takes an empty value as none, and the application's own default stays out. */
    private static final Map<String, String> UNTUNED = Map.of("TF_ENABLE_ONEDNN_OPTS", "");

    @Override
    public Section run(Lab lab) throws IOException {
        Path folder = lab.folder().resolve("baselines");
        Load load = Load.of(
                lab.scale().images(),
                Photos.write(lab.smallPhotos(), folder).stream()
                        .map(file -> file.toUri().toString())
                        .toList());
        Measurements measured = new Measurements();
        List<Contender> contenders = List.of(
                lab.application(APPLICATION, "fetch.file-roots=" + folder),
                lab.baseline(Baseline.KAFKA_STREAMS, "(a) Kafka Streams mapValues", Map.of()),
                lab.baseline(Baseline.KAFKA_STREAMS, "(a) with TensorFlow as it comes", UNTUNED),
                lab.baseline(Baseline.CONSUMER_LOOP, "(b) consumer loop, batch a poll", Map.of()),
                lab.baseline(Baseline.PARALLEL_CONSUMER, "(c) parallel consumer, batches", Map.of()));
        lab.rounds(round -> {
            Map<String, Double> rates = new LinkedHashMap<>();
            for (Contender contender : contenders) {
                double rate = lab.carry(contender, load).perSecond();
                rates.put(contender.name(), rate);
                measured.add(contender.name(), THROUGHPUT, PER_SECOND, rate);
                measured.addHours(contender.name(), rate, Lab.cores());
            }
            double ours = rates.getOrDefault(APPLICATION, 0.0);
            rates.forEach((name, rate) -> {
                if (!name.equals(APPLICATION)) {
                    measured.add(name, "application against it", "times", ours / rate);
                }
            });
        });
        return new Section(
                "baselines",
                "Baselines: what one would write instead",
                List.of(
                        "The same 640x480 photos from files, the same classifier class and model, the same broker, each"
                                + " in a process of its own with the same options.",
                        "(a) decodes with ImageIO and predicts a record at a time, under the application's guarantee; its"
                                + " other settings are Kafka's defaults. Once with the application's TensorFlow settings,"
                                + " once with TF_ENABLE_ONEDNN_OPTS left to TensorFlow.",
                        "(b) polls as many records as the largest batch has, decodes them on all cores with the"
                                + " application's own decoder (OpenCV), predicts them together and commits: at least"
                                + " once. (c) is io.confluent.parallelconsumer:parallel-consumer-core 0.5.3.3 with batches"
                                + " of the same size, unordered, three tasks, the application's decoder, at least once."),
                measured.rows(),
                List.of(new Bars(
                        "Backlog to committed results, the same model, images and broker",
                        PER_SECOND,
                        List.of("images/s, median"),
                        measured.rows().stream()
                                .filter(row -> row.metric().equals(THROUGHPUT))
                                .map(row -> new Bar(row.contender(), List.of(row.median())))
                                .toList())));
    }
}
