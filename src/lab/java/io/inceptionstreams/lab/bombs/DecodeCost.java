package io.inceptionstreams.lab.bombs;

import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What decoding one file cost. On Linux.
 *
 * @param bytes of the file
 * @param cpuMillis of the thread that decoded
 * @param peakBytes by which the process's resident memory grew while it did
 * @param outcome the size of the image, or why it was refused
 */
public record DecodeCost(int bytes, double cpuMillis, long peakBytes, String outcome) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Decodes once, on the caller's thread; nothing else should run. */
    public static DecodeCost of(ImageDecoder decoder, byte[] file) throws IOException {
        resetPeak();
        long before = kilobytes("VmRSS");
        long start = THREADS.getCurrentThreadCpuTime();
        String outcome;
        try {
            DecodedImage image = decoder.decode(file);
            decoder.recycle(image);
            outcome = image.width() + "x" + image.height();
        } catch (ImageException e) {
            outcome = String.valueOf(e.getMessage());
        }
        double cpu = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
        return new DecodeCost(file.length, cpu, (kilobytes("VmHWM") - before) << 10, outcome);
    }

    private static void resetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    private static long kilobytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status has no " + field));
    }
}
