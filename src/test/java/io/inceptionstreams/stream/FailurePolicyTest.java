package io.inceptionstreams.stream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

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
    private final FailurePolicy policy = new FailurePolicy(() -> nanos);

    static Stream<Throwable> whatTheNextThreadWouldMeetAsWell() {
        return Stream.of(
                new LabellerFailedException("the device failed", new IllegalStateException("gone")),
                new UnwritableException("dead-letters"),
                new SaslAuthenticationException("wrong password"),
                new TopicAuthorizationException("image-labels"),
                new FencedInstanceIdException("another has this name"),
                new MissingSourceTopicException("image-references"),
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

    @Test
    void deathsAreForgottenAfterTenMinutes() {
        for (int death = 1; death <= 3 * FailurePolicy.MAX_DEATHS; death++) {
            assertThat(policy.handle(new IllegalStateException())).isEqualTo(FailurePolicy.REPLACE);
            nanos += Duration.ofSeconds(61).toNanos();
        }
    }
}
