package io.inceptionstreams.lab.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a run was made.
 *
 * @param features of the processor that matter to arithmetic, where the system says
 * @param load runnable processes over the last minute before the run; more than a few tenths disturb it. Negative where
 *     the system does not say.
 */
public record Machine(
        String processor,
        int cores,
        List<String> features,
        double memoryGigabytes,
        double load,
        String system,
        String jdk,
        String date) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private static final Set<String> RELEVANT = Set.of(
            "sse4_2",
            "avx",
            "avx2",
            "fma",
            "avx512f",
            "avx512_vnni",
            "avx_vnni",
            "avx512_bf16",
            "amx_bf16",
            "amx_tile",
            "asimd");

    public Machine {
        features = List.copyOf(features);
    }

    public static Machine here() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                cpuInfo("model name").orElse(system.getArch()),
                system.getAvailableProcessors(),
                cpuInfo("flags").or(() -> cpuInfo("Features")).stream()
                        .flatMap(flags -> Arrays.stream(flags.split(" ", -1)))
                        .filter(RELEVANT::contains)
                        .sorted()
                        .toList(),
                system.getTotalMemorySize() / 1e9,
                system.getSystemLoadAverage(),
                system.getName() + " " + system.getVersion(),
                Runtime.version() + " (" + System.getProperty("java.vm.name") + ")",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static Optional<String> cpuInfo(String name) {
        try {
            return Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
