package io.inceptionstreams.stream.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What of three topics does not fit together, so that answers will be altered: a sentence each, with the remedy. Pure. */
final class TopicAdvice {

    private TopicAdvice() {}

    /**
     * @param maxResultBytes {@code output.max-bytes}
     * @param known by topic; those that are not known are left out
     */
    static List<String> of(StreamTopics topics, int maxResultBytes, Map<String, TopicLimits> known) {
        TopicLimits references = known.getOrDefault(topics.references(), TopicLimits.NONE);
        boolean referencesKnown = known.containsKey(topics.references());
        List<String> advice = new ArrayList<>();
        if (references.compacted()) {
            advice.add(
                    "topic " + topics.references() + " is compacted: an event may be deleted before it is read, when a"
                            + " later one has its key; set cleanup.policy=delete");
        }
        TopicLimits labels = known.get(topics.labels());
        if (labels != null) {
            labels(topics.labels(), maxResultBytes, labels, advice);
            timestamps(topics.labels(), labels, topics.references(), references, referencesKnown, advice);
        }
        TopicLimits deadLetters = known.get(topics.deadLetters());
        if (deadLetters != null) {
            deadLetters(topics, deadLetters, references, advice);
            timestamps(topics.deadLetters(), deadLetters, topics.references(), references, referencesKnown, advice);
        }
        return advice;
    }

    private static void labels(String name, int maxResultBytes, TopicLimits labels, List<String> advice) {
        if (labels.maxBytes() < maxResultBytes) {
            advice.add("topic " + name + " takes records of " + labels.maxBytes() + " bytes (max.message.bytes), and"
                    + " output.max-bytes is " + maxResultBytes + ": larger results become dead letters"
                    + " (result-too-large); raise max.message.bytes, or lower output.max-bytes");
        }
        if (labels.compacted()) {
            advice.add(
                    "topic " + name + " is compacted: events without a key become dead letters (output-refused), and a"
                            + " result replaces earlier ones with its key; set cleanup.policy=delete");
        }
    }

    private static void deadLetters(
            StreamTopics topics, TopicLimits deadLetters, TopicLimits references, List<String> advice) {
        String name = topics.deadLetters();
        boolean known = references.maxBytes() < Long.MAX_VALUE;
        long needed = known ? references.maxBytes() + Remedies.DEAD_LETTER_HEADERS : 0;
        if (deadLetters.maxBytes() < needed) {
            advice.add("topic " + name + " takes records of " + deadLetters.maxBytes()
                    + " bytes (max.message.bytes), and "
                    + topics.references() + " of " + references.maxBytes() + ": a dead letter is its event with more"
                    + " headers, and a larger one goes without its event's value; set max.message.bytes of " + name
                    + " to " + needed);
        }
        if (deadLetters.compacted()) {
            advice.add("topic " + name + " is compacted: a dead letter replaces earlier ones with its key, and those"
                    + " without a key get one made of topic, partition and offset; set cleanup.policy=delete");
        }
    }

    private static void timestamps(
            String name,
            TopicLimits output,
            String referencesName,
            TopicLimits references,
            boolean referencesKnown,
            List<String> advice) {
        // What is not known of the references is taken for unlimited, which is no reason to warn.
        if (referencesKnown && output.afterMillis() < references.afterMillis()) {
            advice.add("topic " + name + " takes timestamps up to " + output.afterMillis() + " ms ahead"
                    + " (message.timestamp.after.max.ms), and " + referencesName + " up to " + references.afterMillis()
                    + ": answers to later ones get the time of writing; raise it, or set"
                    + " message.timestamp.type=LogAppendTime on " + name);
        }
        if (output.beforeMillis() < Long.MAX_VALUE) {
            advice.add("topic " + name + " takes timestamps up to " + output.beforeMillis() + " ms old"
                    + " (message.timestamp.before.max.ms): answers to older events, after a backlog for example, get the"
                    + " time of writing; raise it, or set message.timestamp.type=LogAppendTime on " + name);
        }
    }
}
