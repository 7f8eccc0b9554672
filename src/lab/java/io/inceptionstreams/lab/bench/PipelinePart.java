package io.inceptionstreams.lab.bench;

import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.lab.bench.report.Chart;
import io.inceptionstreams.lab.bench.report.Chart.Bar;
import io.inceptionstreams.lab.bench.report.Measurements;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The application from end to end with real photos, against the engine alone. */
final class PipelinePart implements Part {

    static final List<String> STAGES = List.of("fetch", "decode", "queue", "inference");

    private static final String THROUGHPUT = "throughput";
    private static final String PER_SECOND = "images/s";
    private static final String ENGINE = "engine alone";
    private static final String TOGETHER = "engine alone with the application's calls";

    /** Where images come from. */
    private record Course(Contender contender, Load load) {}

    @Override
    public Section run(Lab lab) throws ClassifierException, IOException, InterruptedException {
        Measurements measured = new Measurements();
        Map<String, Bar> bars = new LinkedHashMap<>();
        List<byte[]> small = lab.smallPhotos();
        List<byte[]> large = lab.photos(1920, 1080);
        try (PhotoServer smallServer = PhotoServer.serving(small);
                PhotoServer largeServer = PhotoServer.serving(large)) {
            List<Course> courses = List.of(
                    files(lab, "640x480 from files", small),
                    files(lab, "1920x1080 from files", large),
                    served(lab, "640x480 over HTTP", smallServer, small.size()),
                    served(lab, "1920x1080 over HTTP", largeServer, large.size()));
            Engine engine = lab.engine();
            int batch = lab.plan().maxBatch();
            lab.rounds(round -> {
                double alone = engine.imagesPerSecond(batch, lab.scale().engineTime());
                double together = engine.imagesPerSecond(
                        batch, engine.calls(), lab.scale().engineTime());
                measured.add(ENGINE, THROUGHPUT, PER_SECOND, alone);
                measured.add(TOGETHER, THROUGHPUT, PER_SECOND, together);
                lab.say("%-44s %9.1f/s, %.1f/s with %d calls", ENGINE, alone, together, engine.calls());
                for (Course course : courses) {
                    Flow flow = lab.carry(course.contender(), course.load());
                    String name = course.contender().name();
                    measured.add(name, THROUGHPUT, PER_SECOND, flow.perSecond());
                    measured.addHours(name, flow.perSecond(), Lab.cores());
                    measured.add(name, "images in a batch", "", flow.meanBatch());
                    measured.compare(name, ENGINE, THROUGHPUT, PER_SECOND);
                    measured.add(name, "share of " + TOGETHER, "of 1", flow.perSecond() / together);
                    bars.put(name, new Bar(name, stages(flow)));
                }
            });
        }
        return new Section(
                "pipeline",
                "Pipeline: end to end with real JPEGs",
                List.of(
                        "From a backlog in the references topic to committed results: the application and the broker"
                                + " each in a process of their own on the same cores, the web server in the benchmark's."
                                + " Photos: the samples, scaled, with a sensor's noise, quality 90 (means: 640x480 "
                                + kilobytes(small) + " kB, 1920x1080 " + kilobytes(large) + " kB).",
                        "The engine alone runs batches of the same largest size, in turn with the others: one batch at a"
                                + " time, and as many together as the application gives a device"
                                + " (infer.calls-per-device).",
                        "Images an hour and a core-hour are the throughput's, with " + Lab.cores()
                                + " cores, which also ran the broker, the publisher and the web server.",
                        "Where the time goes is from the results' own timings in the last round. Under a backlog the"
                                + " queue is as long as it may be: it is the stock that keeps the device busy."),
                measured.rows(),
                List.of(new Chart.Bars(
                        "Where the time of an event goes, under a backlog", "ms", STAGES, List.copyOf(bars.values()))));
    }

    static List<Double> stages(Flow flow) {
        return List.of(
                flow.mean(result -> result.timings().fetch()),
                flow.mean(result -> result.timings().decode()),
                flow.mean(result -> result.timings().queue()),
                flow.mean(result -> result.timings().inference()));
    }

    private static Course files(Lab lab, String name, List<byte[]> photos) throws IOException {
        Path folder = lab.folder().resolve(name.replace(' ', '-'));
        List<String> uris = Photos.write(photos, folder).stream()
                .map(file -> file.toUri().toString())
                .toList();
        return new Course(
                lab.application(name, "fetch.file-roots=" + folder),
                Load.of(lab.scale().images(), uris));
    }

    private static Course served(Lab lab, String name, PhotoServer server, int photos) {
        List<String> uris = new ArrayList<>();
        for (int i = 0; i < photos; i++) {
            uris.add(server.uri() + i);
        }
        return new Course(
                lab.application(name, "fetch.allowed-hosts=127.0.0.1"),
                Load.of(lab.scale().images(), uris));
    }

    private static String kilobytes(List<byte[]> photos) {
        return String.format(
                Locale.ROOT,
                "%.0f",
                photos.stream().mapToInt(p -> p.length).average().orElse(0) / 1e3);
    }
}
