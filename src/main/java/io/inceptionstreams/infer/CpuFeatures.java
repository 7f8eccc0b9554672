package io.inceptionstreams.infer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this machine's CPUs can multiply.
 *
 * @param bfloat16 the features that multiply bfloat16 and that every CPU has, by their names in {@code /proc/cpuinfo}
 * @param int8 the same for products of four pairs of 8 bits, summed in 32
 * @param source where that is known from, for messages
 */
record CpuFeatures(Set<String> bfloat16, Set<String> int8, String source) {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** The AVX-512 instructions and the tiles; oneDNN uses both, and is slower than in float32 without either. */
    private static final Set<String> MULTIPLY_BFLOAT16 = Set.of("avx512_bf16", "amx_bf16");

    /** Without them, oneDNN adds two products in 16 bits, which overflow. */
    private static final Set<String> MULTIPLY_INT8 = Set.of("avx512_vnni", "avx_vnni", "amx_int8");

    CpuFeatures {
        bfloat16 = Set.copyOf(bfloat16);
        int8 = Set.copyOf(int8);
    }

    /** Reads {@code /proc/cpuinfo}; without one, as outside Linux, no feature is known. */
    static CpuFeatures read() {
        return read(CPUINFO);
    }

    static CpuFeatures read(Path cpuinfo) {
        if (!Files.isReadable(cpuinfo)) {
            return new CpuFeatures(Set.of(), Set.of(), System.getProperty("os.name") + " without " + cpuinfo);
        }
        try {
            return of(Files.readAllLines(cpuinfo), cpuinfo.toString());
        } catch (IOException e) {
            return new CpuFeatures(Set.of(), Set.of(), "unreadable " + cpuinfo + ": " + e);
        }
    }

    /** x86 has a line "flags : ..." a CPU; other processors' lines have other names. */
    static CpuFeatures of(List<String> cpuinfo, String source) {
        List<List<String>> flags = cpuinfo.stream()
                .filter(line -> line.startsWith("flags"))
                .map(line -> Arrays.asList(line.substring(line.indexOf(':') + 1).split("\\s+")))
                .toList();
        return new CpuFeatures(ofAll(MULTIPLY_BFLOAT16, flags), ofAll(MULTIPLY_INT8, flags), source);
    }

    private static Set<String> ofAll(Set<String> wanted, List<List<String>> flags) {
        return wanted.stream()
                .filter(feature -> !flags.isEmpty() && flags.stream().allMatch(cpu -> cpu.contains(feature)))
                .collect(Collectors.toSet());
    }

    boolean multiplyBfloat16() {
        return !bfloat16.isEmpty();
    }

    boolean multiplyInt8() {
        return !int8.isEmpty();
    }

    /** Such as {@code avx512_vnni}. */
    String int8Names() {
        return int8.stream().sorted().collect(Collectors.joining(" and "));
    }

    /** Such as {@code amx_bf16 and avx512_bf16}. */
    String names() {
        return bfloat16.stream().sorted().collect(Collectors.joining(" and "));
    }
}
