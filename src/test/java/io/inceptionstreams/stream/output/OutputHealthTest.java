package io.inceptionstreams.stream.output;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** In virtual time. */
final class OutputHealthTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final TimeoutException cause = new TimeoutException("Topic a not present in metadata");

    private long nanos;
    private final OutputHealth health = new OutputHealth(PATIENCE, () -> nanos);

    @Test
    void anOutputThatTakesNothingForTooLongIsTold() {
        health.refused("labels", cause);
        pass(PATIENCE);
        health.refused("labels", cause);
        pass(Duration.ofNanos(1));

        assertThatThrownBy(() -> health.refused("labels", cause))
                .isInstanceOf(UnwritableException.class)
                .hasMessage("labels could not be written for stream.stuck=PT1M: Topic a not present in metadata");
    }

    @Test
    void anAnswerThatIsTakenStartsAnewAndTheOtherOutputDoesNotMatter() {
        health.refused("labels", cause);
        pass(PATIENCE);
        health.took("labels");
        pass(PATIENCE);

        health.refused("labels", cause);
        health.refused("dead-letters", cause);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
