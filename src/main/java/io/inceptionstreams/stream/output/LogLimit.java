package io.inceptionstreams.stream.output;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Lets a number of lines a minute into the log; the next one that is let in says how many were not. Thread-safe. */
final class LogLimit {

    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    private final int most;
    private final LongSupplier nanoTime;
    private long sinceNanos;
    private int lines;
    private int unsaid;

    LogLimit(int mostPerMinute, LongSupplier nanoTime) {
        this.most = mostPerMinute;
        this.nanoTime = nanoTime;
        this.sinceNanos = nanoTime.getAsLong();
    }

    /** @param log writes a line that ends with the text it is given, which is mostly empty */
    void log(Consumer<String> log) {
        int before;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (now - sinceNanos >= WINDOW_NANOS) {
                sinceNanos = now;
                lines = 0;
            }
            if (lines == most) {
                unsaid++;
                return;
            }
            lines++;
            before = unsaid;
            unsaid = 0;
        }
        log.accept(before == 0 ? "" : " (" + before + " more lines like this were left out before)");
    }
}
