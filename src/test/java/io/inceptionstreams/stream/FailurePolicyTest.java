package io.inceptionstreams.stream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.stream.client.TopicReplacedException;
import io.inceptionstreams.stream.output.UnwritableException;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which deaths of a thread end the instance, in virtual time. */
final class FailurePolicyTest {

    private long nanos;
    private final FailurePolicy policy = new FailurePolicy(Duration.ofSeconds(6), () -> nanos);

    static Stream<Throwable> whatTheNextThreadWouldMeetAsWell() {
        return Stream.of(
                new LabellerFailedException("the device failed", new IllegalStateException("gone")),
                new UnwritableException("dead-letters"),
                new SaslAuthenticationException("wrong password"),
                new TopicAuthorizationException("image-labels"),
                new RecordTooLargeException("a dead letter"),
                new UnsupportedVersionException("an old broker"),
                new OutOfMemoryError("heap"));
    }

    @ParameterizedTest
    @MethodSource("whatTheNextThreadWouldMeetAsWell")
    void stopsTheInstance(Throwable error) {
        assertThat(policy.handle(error)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(policy.handle(new StreamsException("in a task", error)))
                .as("as the cause of another")
                .isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void replacesTheThreadOtherwise() {
        assertThat(policy.handle(new StuckException("no answer"))).isEqualTo(FailurePolicy.REPLACE);
        assertThat(policy.handle(new IllegalStateException("a defect"))).isEqualTo(FailurePolicy.REPLACE);
    }

    @Test
    void stopsTheInstanceWhenThreadsDieTooFast() {
        for (int death = 1; death <= FailurePolicy.MAX_DEATHS; death++) {
            assertThat(policy.handle(new IllegalStateException())).isEqualTo(FailurePolicy.REPLACE);
        }

        assertThat(policy.handle(new IllegalStateException())).isEqualTo(SHUTDOWN_CLIENT);
    }

    /** Each of its threads may have committed offsets of the deleted topic. */
    @Test
    void threadsThatEndBecauseTheTopicIsAnotherDoNotCount() {
        StreamsException wrapped = new StreamsException("task [0_1]", new TopicReplacedException("references"));
        for (int death = 1; death <= 3 * FailurePolicy.MAX_DEATHS; death++) {
            assertThat(policy.handle(wrapped)).isEqualTo(FailurePolicy.REPLACE);
        }

        assertThat(policy.handle(new IllegalStateException())).isEqualTo(FailurePolicy.REPLACE);
    }

    /** It may be created again at once; threads that join the group meanwhile find none. */
    @Test
    void topicThatIsMissingForLongStopsTheInstance() {
        for (int round = 0; round < 2; round++) {
            for (int second = 0; second <= 30; second++) {
                assertThat(policy.handle(new MissingSourceTopicException("image-references")))
                        .as("second %d", second)
                        .isEqualTo(FailurePolicy.REPLACE);
                nanos += Duration.ofSeconds(1).toNanos();
            }
            assertThat(policy.handle(
                            new StreamsException("thread", new MissingSourceTopicException("image-references"))))
                    .isEqualTo(SHUTDOWN_CLIENT);
            nanos += Duration.ofMinutes(3).toNanos(); // another time
        }
    }

    @Test
    void topicThatIsMissingForAMomentEachMinuteStopsNothing() {
        for (int minute = 0; minute < 20; minute++) {
            assertThat(policy.handle(new MissingSourceTopicException("image-references")))
                    .as("minute %d", minute)
                    .isEqualTo(FailurePolicy.REPLACE);
            nanos += Duration.ofMinutes(1).toNanos();
        }
    }

    /** A coordinator that stalls takes a thread for another member of its name. */
    @Test
    void aFencedThreadJoinsAgainWhenItsSessionIsOver() {
        Exception fenced = new StreamsException("poll", new FencedInstanceIdException("another has this name"));

        assertThat(policy.pauseBeforeReplacing(fenced)).isEqualTo(Duration.ofSeconds(7));
        assertThat(policy.handle(fenced)).isEqualTo(FailurePolicy.REPLACE);
        assertThat(policy.handle(fenced)).isEqualTo(FailurePolicy.REPLACE);
        assertThat(policy.handle(fenced)).isEqualTo(SHUTDOWN_CLIENT);

        nanos += Duration.ofMinutes(11).toNanos();
        assertThat(policy.handle(fenced)).isEqualTo(FailurePolicy.REPLACE);
        assertThat(FailurePolicy.reasonOf(fenced)).contains("the same application.id and instance.id");
    }

    @Test
    void deathsAreForgottenAfterTenMinutes() {
        for (int death = 1; death <= 3 * FailurePolicy.MAX_DEATHS; death++) {
            assertThat(policy.handle(new IllegalStateException())).isEqualTo(FailurePolicy.REPLACE);
            nanos += Duration.ofSeconds(61).toNanos();
        }
    }
}
