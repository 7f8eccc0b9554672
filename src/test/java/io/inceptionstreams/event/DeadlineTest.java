package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extremes: {@code nanoTime} starts anywhere, and an event may name any year from 0 to 9999. */
final class DeadlineTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1_000_000_000_000L})
    void anyDurationIsADeadlineOnAnyScale(long nowNanos) {
        for (Duration none : new Duration[] {
            Duration.ZERO,
            Duration.ofSeconds(Long.MIN_VALUE),
            Duration.between(NOW, Instant.parse("0000-01-01T00:00:00Z")),
            Duration.between(NOW, Instant.parse("0001-01-01T00:00:00Z"))
        }) {
            Deadline deadline = Deadline.after(none, nowNanos);
            assertThat(deadline.passed(nowNanos)).as("%s", none).isTrue();
            assertThat(deadline.remaining(nowNanos)).as("%s", none).isZero();
        }
        for (Duration centuries : new Duration[] {
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
            Duration.between(NOW, Instant.parse("9999-12-31T23:59:59.999999999Z"))
        }) {
            Deadline deadline = Deadline.after(centuries, nowNanos);
            assertThat(deadline.passed(nowNanos)).as("%s", centuries).isFalse();
            assertThat(deadline.remaining(nowNanos)).as("%s", centuries).isEqualTo(Deadline.LONGEST);
        }
        assertThat(Deadline.after(Duration.ofSeconds(5), nowNanos).remaining(nowNanos))
                .isEqualTo(Duration.ofSeconds(5));
    }
}
