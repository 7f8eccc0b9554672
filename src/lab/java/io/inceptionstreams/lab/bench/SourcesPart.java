package io.inceptionstreams.lab.bench;

import io.inceptionstreams.lab.bench.Pair.Named;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.io.IOException;
import java.util.List;

/** Sources that drip, and sources that send without end, among others that do neither. */
final class SourcesPart implements Part {

    /** Of the events with a source that gushes: each costs {@code fetch.max-bytes} on the loopback, twice. */
    private static final int ONE_IN = 64;

    @Override
    public Section run(Lab lab) throws IOException {
        int events = lab.scale().faultyEvents();
        try (PhotoServer sound = PhotoServer.sound();
                PhotoServer dripping = PhotoServer.dripping();
                PhotoServer gushing = PhotoServer.gushing()) {
            return new Pair(
                            "sources",
                            "Sources: servers that drip or gush",
                            "Images over HTTP from a sound server, against the same with as many from one that sends a"
                                    + " byte now and then until the deadline of 5 s, and with one in " + ONE_IN
                                    + " from a server that sends what is no body without end.",
                            new Named("sound sources", Load.served(events, sound.uri())),
                            List.of(
                                    new Named("half of them drip", Load.served(events, sound.uri(), dripping.uri(), 2)),
                                    new Named(
                                            "one in " + ONE_IN + " gushes",
                                            Load.served(events, sound.uri(), gushing.uri(), ONE_IN))),
                            List.of("deadline=5s"))
                    .measure(lab);
        }
    }
}
