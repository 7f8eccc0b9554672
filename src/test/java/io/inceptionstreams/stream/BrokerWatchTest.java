package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.testing.LogLines;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BrokerWatchTest {

    private final LogLines lines = LogLines.of(BrokerWatch.class);
    private long nanos;
    private double bytes;
    private final BrokerWatch watch =
            new BrokerWatch(() -> bytes, Duration.ofSeconds(30), "kafka-1:9092,kafka-2:9092", () -> nanos);

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void answersKeepTheInstanceReady() {
        for (int i = 0; i < 100; i++) {
            bytes++;
            seconds(1);
        }

        assertThat(watch.problem()).isEmpty();
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void silenceIsAProblemAfterTheBoundAndAWarningAMinute() {
        bytes = 1000;
        seconds(1);
        seconds(29);
        assertThat(watch.problem()).isEmpty();
        assertThat(lines.all()).isEmpty();

        seconds(1);
        assertThat(watch.problem()).hasValue("no broker has answered for 30 s (stream.broker-silence=30s)");
        seconds(59);
        assertThat(lines.all())
                .containsExactly("WARN no broker has answered for 30 s"
                        + " (kafka.bootstrap.servers=kafka-1:9092,kafka-2:9092); events are read and answered again when"
                        + " one does");
        seconds(1);
        assertThat(lines.all()).hasSize(2);
    }

    @Test
    void theFirstAnswerEndsIt() {
        bytes = 1000;
        seconds(1);
        seconds(52);
        bytes = 1001;
        seconds(1);

        assertThat(watch.problem()).isEmpty();
        assertThat(lines.all()).hasSize(2).endsWith("INFO a broker answers again, after 53 s");
    }

    @Test
    void aThreadThatIsMadeAnewIsNoAnswer() {
        bytes = 1000;
        seconds(1);
        bytes = 0;
        seconds(30);
        assertThat(watch.problem()).isPresent();

        bytes = 10;
        seconds(1);
        assertThat(watch.problem()).isEmpty();
    }

    /** Lets time pass a second at a time. */
    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            nanos += Duration.ofSeconds(1).toNanos();
            watch.look();
        }
    }
}
