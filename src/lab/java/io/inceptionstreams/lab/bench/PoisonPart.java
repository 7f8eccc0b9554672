package io.inceptionstreams.lab.bench;

import io.inceptionstreams.lab.bench.Pair.Named;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.util.List;

/** Events that cannot be labelled, among others that can. */
final class PoisonPart implements Part {

    private static final int PERCENT = 5;

    @Override
    public Section run(Lab lab) {
        int events = lab.scale().faultyEvents();
        return new Pair(
                        "poison",
                        "Poison: events that cannot be labelled",
                        PERCENT + " % of the events do not parse, are no image, or do not decode.",
                        new Named("all sound", Load.inline(events, 0)),
                        List.of(new Named(PERCENT + " % poison", Load.inline(events, PERCENT))),
                        List.of())
                .measure(lab);
    }
}
