package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** In virtual time. */
final class OutputsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final TimeoutException cause = new TimeoutException("Topic a not present in metadata");

    private long nanos;
    private final Outputs outputs = new Outputs(PATIENCE, () -> nanos);

    @Test
    void anOutputThatTakesNothingForTooLongIsTold() {
        outputs.refused("labels", cause);
        pass(PATIENCE);
        outputs.refused("labels", cause);
        pass(Duration.ofNanos(1));

        assertThatThrownBy(() -> outputs.refused("labels", cause))
                .isInstanceOf(UnwritableException.class)
                .hasMessage("labels could not be written for stream.stuck=PT1M: Topic a not present in metadata");
    }

    @Test
    void anAnswerThatIsTakenStartsAnewAndTheOtherOutputDoesNotMatter() {
        outputs.refused("labels", cause);
        pass(PATIENCE);
        outputs.took("labels");
        pass(PATIENCE);

        outputs.refused("labels", cause);
        outputs.refused("dead-letters", cause);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
