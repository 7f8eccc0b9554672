package io.inceptionstreams.stream.output;

import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;

/**
 * An answer in the form in which its output takes it.
 *
 * @param output the name of the sink
 * @param topic the sink's topic
 * @param alone whether it must be in no batch with others
 * @param changes what it does not have from its event
 * @param shrinks whether there is more of the event that could be left out
 * @param why for people: what is changed, and how that can be avoided; empty without changes
 */
public record Outgoing(
        String output,
        String topic,
        Record<byte[], OutputRecord> record,
        boolean alone,
        Set<Change> changes,
        boolean shrinks,
        String why) {

    /** The names of the sinks. */
    public static final String LABELS = "labels";

    public static final String DEAD_LETTERS = "dead-letters";

    /** Parts of the event that are left out. */
    int omitted() {
        return (int)
                changes.stream().filter(change -> change != Change.TIMESTAMP).count();
    }
}
