package io.inceptionstreams.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One thread's commits, in virtual time. */
final class CommitSchedulerTest {

    private static final Duration INTERVAL = Duration.ofMillis(20);

    private long nanos;
    private final CommitScheduler scheduler = new CommitScheduler(INTERVAL, () -> nanos);

    @Test
    void firstAnswerAfterAPauseIsCommittedAtOnce() {
        assertThat(scheduler.due()).isFalse();

        scheduler.answered();
        assertThat(scheduler.due()).isTrue();
        assertThat(scheduler.uncommitted()).isTrue();
    }

    @Test
    void nextCommitIsAnIntervalLater() {
        commitThatTakes(Duration.ofMillis(100));
        assertThat(scheduler.uncommitted()).isFalse();

        scheduler.answered();
        pass(INTERVAL.minusNanos(1));
        assertThat(scheduler.due()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(scheduler.due()).isTrue();
    }

    @Test
    void commitsTakeATenthOfTheTimeUnderABacklog() {
        scheduler.polled(true);
        commitThatTakes(Duration.ofMillis(10));
        scheduler.answered();

        pass(Duration.ofMillis(89));
        assertThat(scheduler.due()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(scheduler.due()).isTrue();
    }

    @Test
    void slowCommitsHaveABoundUnderABacklog() {
        scheduler.polled(true);
        commitThatTakes(Duration.ofSeconds(5));
        scheduler.answered();

        pass(Duration.ofMillis(199));
        assertThat(scheduler.due()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(scheduler.due()).isTrue();
    }

    @Test
    void endOfTheBacklogIsNoticed() {
        scheduler.polled(true);
        commitThatTakes(Duration.ofMillis(10));
        scheduler.answered();
        pass(INTERVAL);
        assertThat(scheduler.due()).isFalse();

        scheduler.polled(false);
        assertThat(scheduler.due()).isTrue();
    }

    @Test
    void longestTimeIsTenIntervalsOrASecondAndNeverLessThanOne() {
        assertThat(CommitScheduler.longest(Duration.ofMillis(20))).isEqualTo(Duration.ofMillis(200));
        assertThat(CommitScheduler.longest(Duration.ofMillis(500))).isEqualTo(Duration.ofSeconds(1));
        assertThat(CommitScheduler.longest(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
    }

    private void commitThatTakes(Duration time) {
        scheduler.answered();
        scheduler.begins();
        pass(time);
        scheduler.ended();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
