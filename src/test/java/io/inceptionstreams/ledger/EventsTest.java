package io.inceptionstreams.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(new Events(1).value(12)).isEqualTo(new Events(1).value(12));
        assertThat(Events.number(Events.key(12).getBytes(UTF_8))).isEqualTo(12);
        assertThat(Events.number("other".getBytes(UTF_8))).isEqualTo(-1);
    }

    @Test
    void someEventsOfEveryKindAreAmongTheFirstThousand() {
        Events events = new Events(3);
        long rejected = IntStream.range(0, 1_000)
                .filter(i -> events.rejection(i) != null)
                .count();

        assertThat(rejected).isEqualTo(30);
    }
}
