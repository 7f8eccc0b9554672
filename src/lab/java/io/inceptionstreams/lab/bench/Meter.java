package io.inceptionstreams.lab.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts answers as they come, and measures between two of them: behind the first three fifths, when compilers have warmed up,
 * and before the last twentieth, when there is nothing left to decode ahead and the contender has an easier life.
 *
 * <p>Answers come in groups, a transaction or a batch each: the measured interval begins and ends with a group, and the
 * groups are counted whole.
 * Where a group is the whole load, its rate has the contender's start in it.
 */
final class Meter {

    private static final double WARM = 0.6;
    private static final double TAIL = 0.95;

    private final int expected;
    private final Collection<Long> contender;
    private final Collection<Long> broker;
    private final Reading zero;
    private @Nullable Reading first;
    private @Nullable Reading last;

    /** Processor times are in seconds. */
    private record Reading(int count, long nanos, double contender, double broker) {}

    /** @param contender process numbers, as {@code broker} */
    Meter(int expected, Collection<Long> contender, Collection<Long> broker) {
        this.expected = expected;
        this.contender = List.copyOf(contender);
        this.broker = List.copyOf(broker);
        this.zero = read(0);
    }

    /** This many sound events have been answered by now. */
    void count(int answered) {
        if (first == null && answered >= WARM * expected) {
            first = read(answered);
        } else if (first != null && last == null && answered >= TAIL * expected) {
            last = read(answered);
        }
    }

    /** Whether the interval is open. */
    boolean measuring() {
        return first != null && last == null;
    }

    double perSecond() {
        return (to().count - from().count) / seconds();
    }

    double contenderCores() {
        return (to().contender - from().contender) / seconds();
    }

    double brokerCores() {
        return (to().broker - from().broker) / seconds();
    }

    private double seconds() {
        return (to().nanos - from().nanos) / 1e9;
    }

    private Reading from() {
        return first == null || last == null ? zero : first;
    }

    /** Where a handful of events came all at once, the start of the contender is in the time. */
    private Reading to() {
        return last != null ? last : Objects.requireNonNull(first, "nothing was answered");
    }

    private Reading read(int count) {
        return new Reading(count, System.nanoTime(), processorSeconds(contender), processorSeconds(broker));
    }

    private static double processorSeconds(Collection<Long> processes) {
        return processes.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToDouble(Meter::seconds)
                .sum();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
