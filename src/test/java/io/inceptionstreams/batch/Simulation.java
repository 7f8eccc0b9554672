package io.inceptionstreams.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToDoubleFunction;

/** The queue and its rule with simulated devices and inputs that come at random, in virtual time: no threads. */
final class Simulation {

    private static final long MILLI = 1_000_000;
    private static final long SPREAD_IN_BURST = MILLI / 10;

    private final BatchSettings settings;
    private final IntToDoubleFunction curve;
    private final Random random;
    private final double noise;

    private final BatchQueue<Long, Void> queue;
    private final ArrayDeque<Long> upstream = new ArrayDeque<>();
    private final List<RunTimes> times = new ArrayList<>();
    private final ArrayDeque<Integer> idle = new ArrayDeque<>();
    private final PriorityQueue<Run> runs = new PriorityQueue<>((a, b) -> Long.compare(a.end, b.end));
    private final List<Long> latencies = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private int burst = 1;
    private long arrived;
    private long now;

    /**
     * @param curve milliseconds a batch of a size
     * @param noise standard deviation of a run, as a share of it
     */
    Simulation(BatchSettings settings, int devices, IntToDoubleFunction curve, double noise, long seed) {
        this.settings = settings;
        this.curve = curve;
        this.noise = noise;
        this.random = new Random(seed);
        this.queue = new BatchQueue<>(settings.capacity(), Rule.of(settings, devices), () -> now);
        for (int device = 0; device < devices; device++) {
            times.add(new RunTimes(settings.maxSize()));
            idle.add(device);
        }
    }

    private record Run(int device, long begin, long end, List<Item<Long, Void>> items) {}

    /**
     * What came out in the second half, when the rule has learned.
     *
     * @param perSecond inputs answered
     * @param meanSize inputs a batch
     */
    record Figures(double perSecond, double meanMillis, double p99Millis, double meanSize) {}

    /** Runs for so long, with inputs that come at random, so many a second in the mean. */
    Figures run(Duration time, double perSecond) {
        long end = time.toNanos();
        long nextArrival = gap(perSecond);
        long half = Long.MAX_VALUE;
        int before = 0;
        int batchesBefore = 0;
        while (now < end) {
            if (half == Long.MAX_VALUE && now >= end / 2) {
                half = now;
                before = latencies.size();
                batchesBefore = sizes.size();
            }
            long nextWake = dispatch();
            long nextEnd = runs.isEmpty() ? Long.MAX_VALUE : runs.peek().end;
            now = Math.min(nextArrival, Math.min(nextEnd, nextWake));
            if (now == nextEnd) {
                finish(runs.remove());
            } else if (now == nextArrival) {
                upstream.add(now);
                nextArrival += ++arrived % burst == 0 ? gap(perSecond / burst) : SPREAD_IN_BURST;
            }
            admit();
        }
        List<Long> late = new ArrayList<>(latencies.subList(before, latencies.size()));
        late.sort(Long::compare);
        int batches = sizes.size() - batchesBefore;
        return new Figures(
                late.size() * 1e9 / (now - half),
                late.stream().mapToLong(l -> l).average().orElse(0) / MILLI,
                late.isEmpty() ? 0 : late.get(late.size() * 99 / 100) / (double) MILLI,
                late.size() / (double) Math.max(1, batches));
    }

    /** From now on so many inputs come one after another, and then none for longer. */
    Simulation inBursts(int size) {
        burst = size;
        return this;
    }

    private long gap(double perSecond) {
        return (long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond);
    }

    /** The queue takes what it has room for; the time of those that find none counts too. */
    private void admit() {
        try {
            while (!upstream.isEmpty() && queue.size() < settings.capacity()) {
                long came = upstream.remove();
                queue.put(new Item<>(came, came, Long.MAX_VALUE, new CompletableFuture<>()));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        while (upstream.size() > 4 * settings.capacity()) { // the stream's own admission holds the rest back
            upstream.removeLast();
        }
    }

    /** Gives idle devices what is due. Returns when a device that waits asks again. */
    private long dispatch() {
        long wake = Long.MAX_VALUE;
        for (int asked = idle.size(); asked > 0; asked--) {
            int device = idle.remove();
            RunTimes known = times.get(device);
            List<Item<Long, Void>> batch = queue.takeIfDue(known, settings.maxSize(), idle.size() + 1);
            if (batch.isEmpty()) {
                long wait = queue.nanosUntilDue(known, settings.maxSize(), idle.size() + 1);
                wake = wait == Long.MAX_VALUE ? wake : Math.min(wake, now + wait);
                idle.add(device);
            } else {
                double millis = curve.applyAsDouble(batch.size()) * Math.max(0.2, 1 + noise * random.nextGaussian());
                runs.add(new Run(device, now, now + (long) (millis * MILLI), batch));
                admit();
            }
        }
        return wake;
    }

    private void finish(Run run) {
        times.get(run.device).add(run.items.size(), run.end - run.begin);
        run.items.forEach(item -> latencies.add(now - item.input()));
        sizes.add(run.items.size());
        idle.add(run.device);
    }
}
