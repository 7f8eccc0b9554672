package io.inceptionstreams.lab.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures of the account that need no broker. */
final class EventsTest {

    @Test
    void percentileIsTheNearestRank() {
        assertThat(Recoveries.percentile(List.of(5L, 1L, 3L, 2L, 4L), 50)).isEqualTo(3);
        assertThat(Recoveries.percentile(List.of(5L, 1L, 3L, 2L, 4L), 95)).isEqualTo(5);
        assertThat(Recoveries.percentile(List.of(), 95)).isZero();
    }

    @Test
    void eventsAreAFunctionOfSeedAndNumber() {
        assertThat(new Events(1, EventMix.PLAIN).value(12)).isEqualTo(new Events(1, EventMix.PLAIN).value(12));
        assertThat(Events.number(Events.key(12).getBytes(UTF_8))).isEqualTo(12);
        assertThat(Events.number("other".getBytes(UTF_8))).isEqualTo(-1);
    }

    @Test
    void someEventsOfEveryKindAreAmongTheFirstThousand() {
        Events events = new Events(3, EventMix.PLAIN);
        long rejected = IntStream.range(0, 1_000)
                .filter(i -> events.rejection(i) != null)
                .count();

        assertThat(rejected).isEqualTo(30);
    }

    @Test
    void unusualEventsHaveAboutTheirShare() throws InvalidEventException {
        Events events = new Events(3, new EventMix(0.2, 0.1));
        int zeroDeadlines = 0;
        int inFuture = 0;
        for (int i = 0; i < 1_000; i++) {
            zeroDeadlines += events.rejection(i) == Reason.DEADLINE_EXCEEDED ? 1 : 0;
            inFuture += events.isInFuture(i) ? 1 : 0;
            if (events.rejection(i) == Reason.DEADLINE_EXCEEDED) {
                assertThat(new EventReader().read(events.value(i)).deadline()).isEqualTo("0001-01-01T00:00:00Z");
            }
        }

        assertThat(zeroDeadlines).isBetween(150, 250);
        assertThat(inFuture).isBetween(70, 130);
    }
}
