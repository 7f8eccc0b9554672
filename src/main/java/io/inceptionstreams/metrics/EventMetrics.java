package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * The account of events: received = labelled + dead-lettered + abandoned + in flight.
 *
 * <p>Four tallies under one lock, and the fifth figure is derived from them, in {@link Snapshot#inFlight()} and nowhere
 * else: the account balances at every moment, and also within a scrape, because all meters read the one snapshot that
 * {@link Metrics} takes before it writes them. Independent counters and an in-flight gauge, as is usual, disagree
 * whenever events move during a scrape. Methods may be called from any thread; the lock is held for an addition.
 */
public final class EventMetrics {

    /** More reasons than any version of the product has; what comes on top is counted as {@link #OTHER}. */
    private static final int MAX_REASONS = 64;

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Object lock = new Object();
    private final Counter logsReplaced;
    private long received;
    private long labelled;
    private long abandoned;
    private final Map<String, Long> deadLettered = new TreeMap<>();
    private final Counter lost;
    private final Set<String> registered = new TreeSet<>();

    private volatile Snapshot published = new Snapshot(0, 0, 0, Map.of());

    EventMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.logsReplaced = Meters.counter(registry, Metric.LOGS_REPLACED, Tags.empty());
        counter(Metric.EVENTS_RECEIVED, Snapshot::received);
        counter(Metric.EVENTS_LABELLED, Snapshot::labelled);
        counter(Metric.EVENTS_ABANDONED, Snapshot::abandoned);
        lost = Meters.counter(registry, Metric.EVENTS_LOST, Tags.empty());
        Gauge.builder(Metric.EVENTS_IN_FLIGHT.meterName(), this, events -> events.published.inFlight())
                .description(Metric.EVENTS_IN_FLIGHT.description())
                .register(registry);
    }

    /**
     * Shows these reasons from now on, at 0. Prometheus takes a rate between two scrapes: of a counter that comes into
     * being with its first dead letter, it would never see that one, and the share of dead letters would have no value
     * where it is 0.
     */
    public void expect(Collection<String> reasons) {
        synchronized (lock) {
            reasons.forEach(this::register);
        }
    }

    /** An event was read. Exactly one of the other calls must follow for it. */
    public void received() {
        synchronized (lock) {
            received++;
        }
    }

    public void labelled() {
        synchronized (lock) {
            labelled++;
        }
    }

    /**
     * An event was answered with a dead letter.
     *
     * @param reason a code out of a small fixed set, never text from an event
     */
    public void deadLettered(String reason) {
        synchronized (lock) {
            String counted = deadLettered.containsKey(reason) || deadLettered.size() < MAX_REASONS ? reason : OTHER;
            if (deadLettered.merge(counted, 1L, Long::sum) == 1) {
                register(counted);
            }
        }
    }

    /** Events in flight will not be answered here: another has their partition, this instance stops, or they are gone. */
    public void abandoned(long count) {
        synchronized (lock) {
            abandoned += count;
        }
    }

    /** The log of a partition was replaced; no part of the account. */
    public void logReplaced() {
        logsReplaced.increment();
    }

    /** Events were deleted before they were read: they never come into the account. */
    public void lost(long count) {
        lost.increment((double) count);
    }

    /** The account at this moment. */
    public Snapshot snapshot() {
        synchronized (lock) {
            return new Snapshot(received, labelled, abandoned, deadLettered);
        }
    }

    /** What the meters show from now on. */
    void publish() {
        published = snapshot();
    }

    /** Without effect for a reason that is shown already. */
    private void register(String reason) {
        if (!registered.add(reason)) {
            return;
        }
        FunctionCounter.builder(
                        Metric.EVENTS_DEAD_LETTERED.meterName(),
                        this,
                        events -> events.published.deadLettered().getOrDefault(reason, 0L))
                .tag(Metric.EVENTS_DEAD_LETTERED.tag(), reason)
                .description(Metric.EVENTS_DEAD_LETTERED.description())
                .register(registry);
    }

    private void counter(Metric metric, ToDoubleFunction<Snapshot> value) {
        FunctionCounter.builder(metric.meterName(), this, events -> value.applyAsDouble(events.published))
                .description(metric.description())
                .register(registry);
    }

    /**
     * A balanced account.
     *
     * @param deadLettered by reason; only reasons that have occurred
     */
    public record Snapshot(long received, long labelled, long abandoned, Map<String, Long> deadLettered) {

        public Snapshot {
            deadLettered = Map.copyOf(deadLettered);
        }

        public long deadLetteredTotal() {
            return deadLettered.values().stream().mapToLong(Long::longValue).sum();
        }

        /** What is left of the received. Below zero only if a caller answered an event twice: shown, not hidden. */
        public long inFlight() {
            return received - labelled - deadLetteredTotal() - abandoned;
        }
    }
}
