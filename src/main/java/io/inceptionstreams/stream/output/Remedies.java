package io.inceptionstreams.stream.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sentences for an operator: what an output does not take, and which of its settings to change. Pure functions. */
final class Remedies {

    /** Room for the headers of a dead letter: a topic's name and a detail of 1,000 characters at their longest. */
    static final int DEAD_LETTER_HEADERS = 8 << 10;

    private Remedies() {}

    /** @param limits what the topic takes */
    static String timestamp(String topic, TopicLimits limits, long timestamp, long nowMillis) {
        boolean ahead = timestamp > nowMillis;
        long most = ahead ? limits.afterMillis() : limits.beforeMillis();
        String setting = "message.timestamp." + (ahead ? "after" : "before") + ".max.ms";
        return "it has the time of writing, because its event's timestamp " + timestamp + " is "
                + Math.abs(timestamp - nowMillis) + " ms " + (ahead ? "ahead of" : "behind") + " this clock and "
                + topic
                + (most == Long.MAX_VALUE ? " refused it" : " takes " + most) + " (" + setting
                + "); to keep timestamps,"
                + " raise " + setting + " of " + topic + ", or set its message.timestamp.type=LogAppendTime";
    }

    /** What limits a record's size. */
    static String most(String topic, TopicLimits limits, Fitting.Sending sending) {
        return limits.maxBytes() > sending.maxBytes()
                ? "the producer sends " + sending.maxBytes() + " bytes at most (kafka.producer.max.request.size,"
                        + " kafka.producer.buffer.memory)"
                : topic + " takes " + limits.maxBytes() + " (max.message.bytes)";
    }

    /** @param whole bytes of the dead letter with all that its event has */
    static String deadLetter(
            StreamTopics topics,
            TopicLimits limits,
            Fitting.Sending sending,
            Set<Change> changes,
            SourceRecord event,
            long whole,
            long nowMillis) {
        String topic = topics.deadLetters();
        List<String> sentences = new ArrayList<>();
        if (changes.contains(Change.TIMESTAMP)) {
            sentences.add(timestamp(topic, limits, event.timestamp(), nowMillis));
        }
        if (changes.contains(Change.VALUE) && event.value() == null) {
            sentences.add("its value is empty where its event has none, because " + topic
                    + " is compacted and would delete it; set its cleanup.policy=delete");
        } else if (changes.contains(Change.VALUE) || changes.contains(Change.HEADERS)) {
            sentences.add("parts of its event are left out, because the whole record has " + whole + " bytes and "
                    + most(topic, limits, sending) + "; to keep them, set max.message.bytes of " + topic
                    + " to that of " + topics.references() + " and " + DEAD_LETTER_HEADERS + " more");
        }
        if (changes.contains(Change.KEY)) {
            sentences.add("its key is not its event's, because " + topic + " is compacted, or too small for the key; to"
                    + " keep keys, set its cleanup.policy=delete and a larger max.message.bytes");
        }
        return String.join("; ", sentences);
    }
}
