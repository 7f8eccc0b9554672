package io.inceptionstreams.bench;

import io.inceptionstreams.bench.Pair.Named;
import io.inceptionstreams.bench.Report.Section;
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
                        new Named(PERCENT + " % poison", Load.inline(events, PERCENT)),
                        List.of())
                .measure(lab);
    }
}
