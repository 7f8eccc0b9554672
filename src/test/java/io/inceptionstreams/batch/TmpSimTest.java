package io.inceptionstreams.batch;

import java.time.Duration;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class TmpSimTest {
    @Test
    void table() {
        Map<String, IntToDoubleFunction> curves = new LinkedHashMap<>();
        curves.put("8+.4", n -> 8 + .4 * n);
        curves.put("2+.1", n -> 2 + .1 * n);
        curves.put("cpu60", n -> 60 * n + 10);
        curves.put("cpu-odd", n -> (n % 8 == 0 ? 60 : n % 4 == 0 ? 64 : 72) * n + 10);
        curves.put("cpu-cliff", n -> n <= 8 ? 60 * n + 30 : 75 * n + 30);
        StringBuilder out = new StringBuilder();
        for (var c : curves.entrySet()) {
            for (int devices : new int[] {1, 2, 4}) {
                double best = 0;
                for (int n = 1; n <= 16; n++) best = Math.max(best, n * 1e3 / c.getValue().applyAsDouble(n));
                for (double load : new double[] {.1, .2, .35, .5, .65, .8, .9, 1, 1.5}) {
                    double rate = load * best * devices;
                    Duration time = Duration.ofMillis((long) (40_000_000 / rate));
                    out.append(String.format("%-9s x%d %4.2f", c.getKey(), devices, load));
                    for (int k = 0; k < 2; k++) {
                        BatchSettings s = k == 0 ? new BatchSettings(16, Duration.ofMillis(10), 32 * devices, true)
                            : new BatchSettings(16, Duration.ofMillis(10), 32 * devices, true, BatchPolicy.ADAPTIVE, Duration.ZERO);
                        var f = new Simulation(s, devices, c.getValue(), .05, 7).run(time, rate);
                        out.append(String.format(" | %8.1f/s %7.2f ms p99 %7.2f  n %5.2f", f.perSecond(), f.meanMillis(), f.p99Millis(), f.meanSize()));
                    }
                    out.append("\n");
                    if (c.getKey().startsWith("8") || c.getKey().equals("cpu60")) {
                    out.append("   bursts of 12     ");
                    for (int k = 0; k < 2; k++) {
                        BatchSettings s = k == 0 ? new BatchSettings(16, Duration.ofMillis(10), 32 * devices, true)
                            : new BatchSettings(16, Duration.ofMillis(10), 32 * devices, true, BatchPolicy.ADAPTIVE, Duration.ZERO);
                        var f = new Simulation(s, devices, c.getValue(), .05, 7).inBursts(12).run(time, rate);
                        out.append(String.format(" | %8.1f/s %7.2f ms p99 %7.2f  n %5.2f", f.perSecond(), f.meanMillis(), f.p99Millis(), f.meanSize()));
                    }
                    out.append("\n");
                    }
                }
            }
        }
        System.out.println(out);
    }
}
