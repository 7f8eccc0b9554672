package io.inceptionstreams.stream.output;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the output topics take, as far as it is known: by their configuration, where it may be read, and by what they have
 * refused. What was learned from refusals holds for {@link #LEARNED_FOR}, because no message comes when a topic takes more;
 * until then, it spares each record like the refused one a refusal of its own. Thread-safe.
 */
public final class OutputLimits {

    /** After this time a refused kind of record is tried again. */
    static final Duration LEARNED_FOR = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private final Map<String, TopicLimits> configured = new ConcurrentHashMap<>();
    private final Map<String, Learned> learned = new ConcurrentHashMap<>();

    private record Learned(TopicLimits limits, long untilNanos) {}

    public OutputLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    TopicLimits of(String topic) {
        TopicLimits known = configured.getOrDefault(topic, TopicLimits.NONE);
        TopicLimits refused = learned(topic);
        return refused == null ? known : known.and(refused);
    }

    /** The topic's configuration was read. What was learned before is forgotten if it has changed. */
    void configure(String topic, TopicLimits limits) {
        TopicLimits before = configured.put(topic, limits);
        if (before != null && !before.equals(limits)) {
            learned.remove(topic);
        }
    }

    /** The topic has refused a record: it takes only what {@code narrower} makes of what it took so far. */
    void learn(String topic, UnaryOperator<TopicLimits> narrower) {
        learned.compute(
                topic,
                (t, known) -> known == null || isPast(known)
                        ? new Learned(narrower.apply(TopicLimits.NONE), nanoTime.getAsLong() + LEARNED_FOR.toNanos())
                        : new Learned(narrower.apply(known.limits()), known.untilNanos()));
    }

    private @Nullable TopicLimits learned(String topic) {
        if (learned.isEmpty()) {
            return null;
        }
        Learned known = learned.get(topic);
        return known == null || isPast(known) ? null : known.limits();
    }

    private boolean isPast(Learned known) {
        return nanoTime.getAsLong() - known.untilNanos() > 0;
    }
}
