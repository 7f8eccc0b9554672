package io.inceptionstreams.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToDoubleFunction;

/**
 * The queue and its rule with simulated devices and inputs that come at random, in virtual time: no threads. Calls of a
 * device that run together share its time in equal parts.
 */
final class Simulation {

    private static final long MILLI = 1_000_000;
    private static final long SPREAD_IN_BURST = MILLI / 10;

    private final BatchSettings settings;
    private final IntToDoubleFunction curve;
    private final Random random;
    private final double noise;

    private final BatchQueue<Long, Void> queue;
    private final ArrayDeque<Long> upstream = new ArrayDeque<>();
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final List<Long> latencies = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private int burst = 1;
    private long arrived;
    private long now;

    /**
     * @param calls that each device takes together
     * @param curve milliseconds of a batch of a size, alone
     * @param noise standard deviation of a run, as a share of it
     */
    Simulation(BatchSettings settings, int devices, int calls, IntToDoubleFunction curve, double noise, long seed) {
        this.settings = settings;
        this.curve = curve;
        this.noise = noise;
        this.random = new Random(seed);
        this.queue = new BatchQueue<>(settings.capacity(), BatchRule.of(settings, devices), () -> now);
        for (int device = 0; device < devices; device++) {
            this.devices.add(new SimulatedDevice(calls));
        }
    }

    /**
     * A batch that runs.
     *
     * @param shared the reading of the device's clock when it began
     * @param work what it takes of that clock
     */
    private record Run(List<PendingInput<Long, Void>> items, double shared, double work) {}

    private final class SimulatedDevice {

        private final DeviceState state = new DeviceState(settings.maxSize(), () -> now);
        private final List<Run> runs = new ArrayList<>();
        private final int calls;

        SimulatedDevice(int calls) {
            this.calls = calls;
        }

        /** Takes what is due, for as many calls as are free; returns when it asks again. */
        long ask() {
            while (runs.size() < calls) {
                BatchQueue.Polled<Long, Void> polled = queue.poll(state, now);
                if (polled.nothing()) {
                    return polled.waitNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : now + polled.waitNanos();
                }
                int size = polled.items().size();
                double millis = curve.applyAsDouble(size) * Math.max(0.2, 1 + noise * random.nextGaussian());
                runs.add(new Run(polled.items(), state.sharedNanos(), millis * MILLI));
                admit();
            }
            return Long.MAX_VALUE;
        }

        /** When the first of its calls ends, if none begins before. */
        long nextEnd() {
            return runs.isEmpty() ? Long.MAX_VALUE : now + (long) Math.ceil(Math.max(0, left(first())) * runs.size());
        }

        void finishFirst() {
            Run run = first();
            runs.remove(run);
            state.latencies.add(run.items.size(), (long) (state.sharedNanos() - run.shared));
            queue.answered(state);
            run.items.forEach(item -> latencies.add(now - item.input()));
            sizes.add(run.items.size());
        }

        private Run first() {
            return runs.stream().min(Comparator.comparingDouble(this::left)).orElseThrow();
        }

        private double left(Run run) {
            return run.work - (state.sharedNanos() - run.shared);
        }
    }

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
            SimulatedDevice next = Collections.min(devices, Comparator.comparingLong(SimulatedDevice::nextEnd));
            long nextEnd = next.nextEnd();
            now = Math.min(nextArrival, Math.min(nextEnd, nextWake));
            if (now == nextEnd) {
                next.finishFirst();
                devices.remove(next);
                devices.add(next); // the device that has been idle for longest asks first
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
                queue.put(new PendingInput<>(came, came, Long.MAX_VALUE, new CompletableFuture<>()));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        while (upstream.size() > 4 * settings.capacity()) { // the stream's own admission holds the rest back
            upstream.removeLast();
        }
    }

    /** Gives the devices what is due. Returns when one that waits asks again. */
    private long dispatch() {
        long wake = Long.MAX_VALUE;
        for (SimulatedDevice device : devices) {
            wake = Math.min(wake, device.ask());
        }
        return wake;
    }
}
