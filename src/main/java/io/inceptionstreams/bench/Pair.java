package io.inceptionstreams.bench;

import io.inceptionstreams.bench.Report.Section;
import java.util.List;

/**
 * The application on two loads, in turn: what the second costs the sound events.
 *
 * @param settings of both
 */
record Pair(String part, String title, String note, Named first, Named second, List<String> settings) {

    private static final String DEVICE = "simulated:8+0.4";
    private static final String THROUGHPUT = "throughput";
    private static final String PER_SECOND = "sound events/s";

    record Named(String name, Load load) {}

    Section measure(Lab lab) {
        Measurements measured = new Measurements();
        lab.rounds(round -> {
            for (Named each : List.of(first, second)) {
                Contender contender = lab.application(
                        each.name(), Lab.settings(settings, "infer.device=" + DEVICE, "fetch.allowed-hosts=127.0.0.1"));
                measured.add(
                        each.name(),
                        THROUGHPUT,
                        PER_SECOND,
                        lab.carry(contender, each.load()).perSecond());
            }
        });
        measured.compare(second.name(), first.name(), THROUGHPUT, PER_SECOND);
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
