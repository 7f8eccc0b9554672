package io.inceptionstreams.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What Jazzer calls with each input. A thread's own CPU time and allocations are measured, which other work on the machine
 * does not change; an input that took too much is tried once more, because the first one also loads classes.
 */
public final class FuzzedInput {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_NANOS = 5_000_000_000L;

    private static final List<FuzzTarget> TARGETS = new ArrayList<>();

    private FuzzedInput() {}

    /** @param names of targets */
    public static void fuzzerInitialize(String[] names) throws ReflectiveOperationException {
        for (String name : names) {
            TARGETS.add(Fuzzing.target(name));
        }
    }

    /** Of several targets the first byte chooses one, which is given the others. */
    public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
        boolean one = TARGETS.size() == 1;
        if (!one && bytes.length == 0) {
            return;
        }
        FuzzTarget target = TARGETS.get(one ? 0 : Byte.toUnsignedInt(bytes[0]) % TARGETS.size());
        byte[] input = one ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
        String excess = excess(target, input);
        if (!excess.isEmpty()) {
            excess = excess(target, input);
        }
        if (!excess.isEmpty()) {
            throw new AssertionError(input.length + " bytes took " + excess);
        }
    }

    private static String excess(FuzzTarget target, byte[] input) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        target.parse(input);
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return nanos > MOST_NANOS
                ? nanos / 1_000_000 + " ms of CPU time"
                : bytes > target.mostBytes() ? bytes + " bytes of heap" : "";
    }
}
