package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.testing.LogLines;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeadLetterLogTest {

    private final LogLines lines = LogLines.of(DeadLetterLog.class);
    private long nanos;
    private final DeadLetterLog log = new DeadLetterLog(() -> nanos);

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void eachDeadLetterIsALine() {
        log.add(at(17), new Rejected(Reason.SOURCE_NOT_FOUND, "404 for https://images.example/cat.jpg"));

        assertThat(lines.all())
                .containsExactly("INFO dead letter for references partition 3 offset 17: source-not-found: 404 for"
                        + " https://images.example/cat.jpg");
    }

    @Test
    void aFloodIsSummarisedByReasonAtTheEndOfItsMinute() {
        for (int i = 0; i < DeadLetterLog.LINES_PER_MINUTE + 5; i++) {
            add(i, i % 2 == 0 ? Reason.SOURCE_NOT_FOUND : Reason.IMAGE_CORRUPT);
        }
        assertThat(lines.all()).hasSize(DeadLetterLog.LINES_PER_MINUTE);

        pass(Duration.ofSeconds(59));
        log.summarise();
        assertThat(lines.all()).hasSize(DeadLetterLog.LINES_PER_MINUTE);
        pass(Duration.ofSeconds(1));
        log.summarise();
        log.summarise();
        assertThat(lines.all())
                .hasSize(DeadLetterLog.LINES_PER_MINUTE + 1)
                .endsWith("INFO 5 more dead letters within a minute, without a line each: source-not-found 3,"
                        + " image-corrupt 2");

        add(1000, Reason.EVENT_INVALID);
        assertThat(lines.all()).hasSize(DeadLetterLog.LINES_PER_MINUTE + 2);
    }

    @Test
    void theSummaryIsNotWaitedForAtTheEnd() {
        for (int i = 0; i < DeadLetterLog.LINES_PER_MINUTE + 1; i++) {
            add(i, Reason.EVENT_INVALID);
        }
        log.flush();

        assertThat(lines.all())
                .endsWith("INFO 1 more dead letters within a minute, without a line each: event-invalid 1");
    }

    @Test
    void anEventCannotForgeALine() {
        log.add(at(17), new Rejected(Reason.EVENT_INVALID, "a\r\n2026 ERROR forged \u001b]0;title\u0007 \u202egnp"));

        assertThat(lines.all())
                .containsExactly("INFO dead letter for references partition 3 offset 17: event-invalid:"
                        + " a  2026 ERROR forged \\u001b]0;title\\u0007 \\u202egnp");
    }

    private void add(long offset, Reason reason) {
        log.add(at(offset), new Rejected(reason, "detail"));
    }

    private static EventPosition at(long offset) {
        return new EventPosition("references", 3, offset);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
