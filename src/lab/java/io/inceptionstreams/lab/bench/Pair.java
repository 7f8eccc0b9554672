package io.inceptionstreams.lab.bench;

import io.inceptionstreams.lab.bench.report.Measurements;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.util.List;
import java.util.stream.Stream;

/**
 * The application on several loads, in turn: what each of the others costs the sound events of the first.
 *
 * @param settings of all
 */
record Pair(String part, String title, String note, Named first, List<Named> others, List<String> settings) {

    private static final String DEVICE = "simulated:8+0.4";
    private static final String THROUGHPUT = "throughput";
    private static final String PER_SECOND = "sound events/s";

    record Named(String name, Load load) {}

    private List<Named> all() {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    Section measure(Lab lab) {
        Measurements measured = new Measurements();
        lab.rounds(round -> {
            for (Named each : all()) {
                Contender contender = lab.application(
                        each.name(), Lab.settings(settings, "infer.device=" + DEVICE, "fetch.allowed-hosts=127.0.0.1"));
                measured.add(
                        each.name(),
                        THROUGHPUT,
                        PER_SECOND,
                        lab.carry(contender, each.load()).perSecond());
            }
        });
        others.forEach(other -> measured.compare(other.name(), first.name(), THROUGHPUT, PER_SECOND));
        return new Section(
                part,
                title,
                List.of(
                        note,
                        "The device is simulated (" + DEVICE + " ms); images are real and small. Only sound events"
                                + " are counted."),
                measured.rows(),
                List.of());
    }
}
