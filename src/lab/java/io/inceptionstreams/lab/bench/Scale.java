package io.inceptionstreams.lab.bench;

import java.time.Duration;
import java.util.List;

/**
 * How long everything is measured.
 *
 * @param rounds of everything, alternately
 * @param engineTime of each batch size in a round
 * @param batchSizes of the engine
 * @param images that a contender with the real model labels in a round
 * @param simulatedTime of a contender on a simulated device in a round
 * @param faultyEvents of the loads that have faulty ones among them
 * @param streamEvents that pass the stream alone in a round
 * @param devices numbers of simulated devices
 * @param latencyTime of each load in a round
 * @param loads shares of the capacity that are offered
 * @param realLatency whether latency is measured with the real model as well
 */
public record Scale(
        int rounds,
        Duration engineTime,
        List<Integer> batchSizes,
        int images,
        Duration simulatedTime,
        int faultyEvents,
        int streamEvents,
        List<Integer> devices,
        Duration latencyTime,
        List<Double> loads,
        boolean realLatency) {

    public Scale {
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds must be at least 1: " + rounds);
        }
        batchSizes = List.copyOf(batchSizes);
        devices = List.copyOf(devices);
        loads = List.copyOf(loads);
    }

    /** Long enough to stand by. */
    public static Scale full(int rounds) {
        return new Scale(
                rounds,
                Duration.ofSeconds(6),
                List.of(1, 2, 4, 8, 16, 32),
                1_500,
                Duration.ofSeconds(15),
                10_000,
                400_000,
                List.of(1, 2, 4),
                Duration.ofSeconds(20),
                List.of(0.2, 0.5, 0.8, 0.95),
                true);
    }

    /** One short round, to see that the benchmark works; its figures are worth nothing. */
    public static Scale quick() {
        return new Scale(
                1,
                Duration.ofMillis(300),
                List.of(1, 4),
                24,
                Duration.ofSeconds(1),
                400,
                5_000,
                List.of(1, 2),
                Duration.ofSeconds(2),
                List.of(0.2),
                false);
    }
}
