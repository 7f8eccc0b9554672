package io.inceptionstreams.bench;

import io.inceptionstreams.bench.Pair.Named;
import io.inceptionstreams.bench.Report.Section;
import java.io.IOException;
import java.util.List;

/** Sources that drip, among others that do not. */
final class SourcesPart implements Part {

    @Override
    public Section run(Lab lab) throws IOException {
        int events = lab.scale().faultyEvents();
        try (PhotoServer sound = PhotoServer.sound();
                PhotoServer dripping = PhotoServer.dripping()) {
            return new Pair(
                            "sources",
                            "Sources: servers that drip",
                            "Images over HTTP from a sound server, against the same with as many from one that sends a"
                                    + " byte now and then until the deadline of 5 s.",
                            new Named("sound sources", Load.served(events, sound.uri(), null)),
                            new Named("half of them drip", Load.served(events, sound.uri(), dripping.uri())),
                            List.of("deadline=5s"))
                    .measure(lab);
        }
    }
}
