package io.inceptionstreams.stream;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which {@code kafka.*} settings are refused, because the promise rests on what they would change: those that have a
 * setting of their own, those that let records be skipped, and polls that may come too late. Everything else passes.
 */
final class ProtectedProperties {

    private static final List<String> PREFIXES =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.");

    private static final Map<String, String> OWN = Map.of(
            "application.id", "application.id",
            "group.id", "application.id",
            "processing.guarantee", "guarantee",
            "group.protocol", "group.protocol",
            "commit.interval.ms", "commit.interval",
            "num.stream.threads", "stream.threads",
            "state.dir", "state.dir",
            "group.instance.id", "instance.id",
            "transactional.id", "instance.id");

    private static final Set<String> SKIPPERS = Set.of(
            "production.exception.handler",
            "default.production.exception.handler",
            "processing.exception.handler",
            "deserialization.exception.handler",
            "default.deserialization.exception.handler");

    private ProtectedProperties() {}

    /** @throws IllegalArgumentException naming the first that is refused, and why */
    static void check(Map<String, String> kafka) {
        kafka.forEach((key, value) -> {
            String name = bare(key);
            String own = OWN.get(name);
            if (own != null) {
                throw refused(key, "set " + own);
            }
            if (SKIPPERS.contains(name)) {
                throw refused(key, "a handler may skip records, and each must be answered");
            }
            if (name.equals("auto.offset.reset") && !value.equals("earliest")) {
                throw refused(key, "events that are there before the first start, or in a new log, would be skipped");
            }
            if (name.equals("enable.idempotence") && !value.equals("true")) {
                throw refused(key, "a producer that is not idempotent repeats and reorders answers");
            }
            if (name.equals("acks") && !Set.of("all", "-1").contains(value)) {
                throw refused(key, "an answer that one broker has is lost with it, after its event is committed");
            }
        });
        checkPolls(kafka);
    }

    /** Each record of a poll may wait for room; Kafka Streams itself breaks off at half of the interval. */
    private static void checkPolls(Map<String, String> kafka) {
        for (String prefix : List.of("", "consumer.", "main.consumer.")) {
            long records = number(kafka, prefix + "max.poll.records", InferenceLimits.MAX_POLL_RECORDS);
            long millis = number(kafka, prefix + "max.poll.interval.ms", InferenceLimits.MAX_POLL_INTERVAL.toMillis());
            long least = 2 * records * InferenceLimits.MAX_WAIT.toMillis();
            if (millis < least) {
                throw new IllegalArgumentException("kafka." + prefix + "max.poll.interval.ms=" + millis
                        + " is too short for max.poll.records=" + records + ": each may wait for "
                        + InferenceLimits.MAX_WAIT.toMillis() + " ms; it must be at least " + least);
            }
        }
    }

    /** Of no number Kafka itself complains. */
    private static long number(Map<String, String> kafka, String key, long otherwise) {
        String value = kafka.getOrDefault(key, "");
        return value.matches("[0-9]{1,12}") ? Long.parseLong(value) : otherwise;
    }

    private static String bare(String key) {
        return PREFIXES.stream()
                .filter(key::startsWith)
                .map(prefix -> key.substring(prefix.length()))
                .findFirst()
                .orElse(key);
    }

    private static IllegalArgumentException refused(String key, String why) {
        return new IllegalArgumentException("kafka." + key + " cannot be set: " + why);
    }
}
