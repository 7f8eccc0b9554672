package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(10)
final class TerminationTest {

    private final Termination termination = new Termination();

    @ParameterizedTest
    @EnumSource(names = {"PENDING_ERROR", "ERROR"})
    void errorThatNoHandlerWasAskedAboutEndsTheWaitWithAReason(State error) throws Exception {
        termination.onChange(error, State.RUNNING);

        termination.await();
        assertThat(termination.failure().orElseThrow()).hasMessage("Kafka Streams went from RUNNING to " + error);
    }

    @Test
    void firstReasonStays() throws Exception {
        IllegalArgumentException reason = new IllegalArgumentException();

        termination.fail(reason);
        termination.onChange(State.PENDING_ERROR, State.RUNNING);
        termination.onChange(State.ERROR, State.PENDING_ERROR);

        termination.await();
        assertThat(termination.failure()).containsSame(reason);
    }

    @Test
    void closedInstanceEndsWithoutAFailure() throws Exception {
        termination.onChange(State.PENDING_SHUTDOWN, State.RUNNING);
        termination.onChange(State.NOT_RUNNING, State.PENDING_SHUTDOWN);

        termination.await();
        assertThat(termination.failure()).isEmpty();
    }
}
