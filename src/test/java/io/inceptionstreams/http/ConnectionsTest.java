package io.inceptionstreams.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In virtual time. A connection is a string here, and is closed by being written down. */
final class ConnectionsTest {

    private static final Limits LIMITS =
            new Limits(3, 2, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75));

    private long now = Long.MAX_VALUE - 5_000_000_000L;
    private final List<String> closed = new ArrayList<>();
    private final Connections connections = new Connections(LIMITS, () -> now);

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        assertThat(Limits.DEFAULTS)
                .isEqualTo(new Limits(256, 32, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75)));
    }

    @Test
    void aHeadThatDoesNotComeEndsAConnection() {
        open("silent");
        pass(9_999);
        assertThat(closed).isEmpty();

        pass(1);
        assertThat(closed).containsExactly("silent");
        assertThat(connections.size()).isZero();
    }

    @Test
    void anAnswerThatIsNotTakenEndsAConnection() {
        String connection = open("greedy");
        pass(9_000);
        connections.answering(connection);
        pass(29_999);
        assertThat(closed).isEmpty();

        pass(1);
        assertThat(closed).containsExactly("greedy");
    }

    @Test
    void aConnectionOutlivesTheMinuteBetweenTwoScrapes() {
        String connection = open("scraper");
        for (int i = 0; i < 3; i++) {
            connections.answering(connection);
            connections.answered(connection);
            pass(60_000);
        }
        assertThat(closed).isEmpty();

        pass(15_000);
        assertThat(closed).containsExactly("scraper");
    }

    @Test
    void theOneInItsStateForLongestGoesForAnother() {
        String first = open("first");
        pass(1);
        open("second");
        pass(1);
        open("third");
        pass(1);
        connections.answering(first);
        pass(1);

        open("fourth");
        assertThat(closed).containsExactly("second");
        open("fifth");
        assertThat(closed).containsExactly("second", "third");
        assertThat(connections.size()).isEqualTo(3);
    }

    @Test
    void theOneThatComesIsNeverTheOneThatGoes() {
        for (int i = 0; i < 100; i++) {
            String name = "client " + i;
            open(name);
            assertThat(closed).doesNotContain(name);
        }
        assertThat(closed).hasSize(97);
        assertThat(connections.size()).isEqualTo(3);
    }

    @Test
    void theAnswerThatHasBeenWrittenToLongestGoesForAnother() {
        String first = open("first");
        String second = open("second");
        String third = open("third");
        connections.answering(second);
        pass(1);
        connections.answering(first);
        pass(1);
        connections.answering(third);

        assertThat(closed).containsExactly("second");
    }

    @Test
    void whatIsClosedAlreadyIsForgotten() {
        String connection = open("short");
        connections.closed(connection);
        connections.answering(connection);
        connections.answered(connection);
        pass(100_000);

        assertThat(closed).isEmpty();
        assertThat(connections.size()).isZero();
    }

    private String open(String name) {
        connections.opened(name, () -> closed.add(name));
        return name;
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
        connections.closeLate();
    }
}
