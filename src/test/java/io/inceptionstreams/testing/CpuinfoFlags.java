package io.inceptionstreams.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The features of this machine's CPU, for tests that need one. */
public final class CpuinfoFlags {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private CpuinfoFlags() {}

    public static boolean have(String feature) throws IOException {
        return Files.isReadable(CPUINFO)
                && Files.readAllLines(CPUINFO).stream()
                        .filter(line -> line.startsWith("flags"))
                        .anyMatch(line -> Arrays.asList(line.split("\\s+")).contains(feature));
    }
}
