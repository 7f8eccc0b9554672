package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One thread's commits, in virtual time. */
final class CommitPaceTest {

    private static final Duration INTERVAL = Duration.ofMillis(20);

    private long nanos;
    private final CommitPace pace = new CommitPace(INTERVAL, () -> nanos);

    @Test
    void firstAnswerAfterAPauseIsCommittedAtOnce() {
        assertThat(pace.due()).isFalse();

        pace.answered();
        assertThat(pace.due()).isTrue();
        assertThat(pace.uncommitted()).isTrue();
    }

    @Test
    void nextCommitIsAnIntervalLater() {
        commitThatTakes(Duration.ofMillis(100));
        assertThat(pace.uncommitted()).isFalse();

        pace.answered();
        pass(INTERVAL.minusNanos(1));
        assertThat(pace.due()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(pace.due()).isTrue();
    }

    @Test
    void commitsTakeATenthOfTheTimeUnderABacklog() {
        pace.polled(true);
        commitThatTakes(Duration.ofMillis(10));
        pace.answered();

        pass(Duration.ofMillis(89));
        assertThat(pace.due()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(pace.due()).isTrue();
    }

    @Test
    void slowCommitsHaveABoundUnderABacklog() {
        pace.polled(true);
        commitThatTakes(Duration.ofSeconds(5));
        pace.answered();

        pass(Duration.ofMillis(199));
        assertThat(pace.due()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(pace.due()).isTrue();
    }

    @Test
    void endOfTheBacklogIsNoticed() {
        pace.polled(true);
        commitThatTakes(Duration.ofMillis(10));
        pace.answered();
        pass(INTERVAL);
        assertThat(pace.due()).isFalse();

        pace.polled(false);
        assertThat(pace.due()).isTrue();
    }

    @Test
    void longestTimeIsTenIntervalsOrASecondAndNeverLessThanOne() {
        assertThat(CommitPace.longest(Duration.ofMillis(20))).isEqualTo(Duration.ofMillis(200));
        assertThat(CommitPace.longest(Duration.ofMillis(500))).isEqualTo(Duration.ofSeconds(1));
        assertThat(CommitPace.longest(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
    }

    private void commitThatTakes(Duration time) {
        pace.answered();
        pace.begins();
        pass(time);
        pace.ended();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
