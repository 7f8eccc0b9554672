package io.inceptionstreams.stream.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In virtual time. */
final class LogLimitTest {

    private long nanos;
    private final LogLimit limit = new LogLimit(2, () -> nanos);
    private final List<String> lines = new ArrayList<>();

    @Test
    void letsSoManyLinesAMinuteThroughAndCountsTheOthers() {
        for (int i = 0; i < 5; i++) {
            limit.log(more -> lines.add("line" + more));
        }
        assertThat(lines).containsExactly("line", "line");

        nanos = Duration.ofMinutes(1).toNanos();
        limit.log(more -> lines.add("later" + more));
        limit.log(more -> lines.add("later" + more));
        assertThat(lines.subList(2, 4)).containsExactly("later (3 more lines like this were left out before)", "later");
    }
}
