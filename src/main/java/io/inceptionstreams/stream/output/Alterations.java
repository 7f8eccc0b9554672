package io.inceptionstreams.stream.output;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says and counts which answers do not have all that their event has. Thread-safe. */
public final class Alterations {

    static final int LINES_PER_MINUTE = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Alterations.class);

    private final Consumer<Change> onAltered;
    private final LogLimit lines;

    /** @param onAltered told each part that an answer lacks */
    public Alterations(Consumer<Change> onAltered, LongSupplier nanoTime) {
        this.onAltered = onAltered;
        this.lines = new LogLimit(LINES_PER_MINUTE, nanoTime);
    }

    /** The answer to the record at {@code offset} was forwarded. */
    public void forwarded(TopicPartition source, long offset, Outgoing answer) {
        if (answer.changes().isEmpty()) {
            return;
        }
        answer.changes().forEach(onAltered);
        lines.log(more -> LOG.warn(
                "the answer to {} partition {} offset {} goes to {} without its event's {}: {}{}",
                source.topic(),
                source.partition(),
                offset,
                answer.topic(),
                answer.changes().stream().map(Change::code).collect(Collectors.joining(", ")),
                answer.why(),
                more));
    }
}
