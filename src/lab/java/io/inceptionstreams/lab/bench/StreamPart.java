package io.inceptionstreams.lab.bench;

import io.inceptionstreams.lab.bench.report.Measurements;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.util.List;

/** What the stream itself can carry, when images and devices cost nothing. */
final class StreamPart implements Part {

    private static final String EXACTLY_ONCE = "exactly_once_v2";
    private static final String AT_LEAST_ONCE = "at_least_once";
    private static final String THROUGHPUT = "throughput";
    private static final String PER_SECOND = "events/s";

    @Override
    public Section run(Lab lab) {
        Measurements measured = new Measurements();
        Load load = Load.simulated(lab.scale().streamEvents());
        lab.rounds(round -> {
            for (String guarantee : List.of(AT_LEAST_ONCE, EXACTLY_ONCE)) {
                Contender contender = lab.simulated(guarantee, "infer.device=simulated:0+0", "guarantee=" + guarantee);
                Flow flow = lab.carry(contender, load);
                measured.add(guarantee, THROUGHPUT, PER_SECOND, flow.perSecond());
                measured.add(guarantee, "application", "cores", flow.cores());
                measured.add(guarantee, "broker", "cores", flow.brokerCores());
                measured.add(guarantee, "images in a batch", "", flow.meanBatch());
            }
        });
        measured.compare(EXACTLY_ONCE, AT_LEAST_ONCE, THROUGHPUT, PER_SECOND);
        return new Section(
                "stream",
                "Stream: events alone",
                List.of(
                        "Simulated images (nothing is fetched or decoded) on a simulated device that takes no time:"
                                + " what is left is reading, parsing, ordering, writing and committing. Application and"
                                + " broker are processes of their own and share the cores with each other and with the"
                                + " reader of the results.",
                        lab.scale().streamEvents() + " events over 8 partitions in each round."),
                measured.rows(),
                List.of());
    }
}
