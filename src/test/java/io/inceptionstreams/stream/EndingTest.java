package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(10)
final class EndingTest {

    private final Ending ending = new Ending();

    @ParameterizedTest
    @EnumSource(names = {"PENDING_ERROR", "ERROR"})
    void errorThatNoHandlerWasAskedAboutEndsTheWaitWithAReason(State error) throws Exception {
        ending.onChange(error, State.RUNNING);

        ending.await();
        assertThat(ending.failure().orElseThrow()).hasMessage("Kafka Streams went from RUNNING to " + error);
    }

    @Test
    void firstReasonStays() throws Exception {
        IllegalArgumentException reason = new IllegalArgumentException();

        ending.fail(reason);
        ending.onChange(State.PENDING_ERROR, State.RUNNING);
        ending.onChange(State.ERROR, State.PENDING_ERROR);

        ending.await();
        assertThat(ending.failure()).containsSame(reason);
    }

    @Test
    void closedInstanceEndsWithoutAFailure() throws Exception {
        ending.onChange(State.PENDING_SHUTDOWN, State.RUNNING);
        ending.onChange(State.NOT_RUNNING, State.PENDING_SHUTDOWN);

        ending.await();
        assertThat(ending.failure()).isEmpty();
    }
}
