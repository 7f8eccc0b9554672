package io.inceptionstreams.util;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the process alive. */
public final class DaemonThreads {

    private DaemonThreads() {}

    /** Threads named {@code NAME-1}, {@code NAME-2} and so on. */
    public static ThreadFactory numbered(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> of(name + "-" + number.incrementAndGet(), task);
    }

    /** A factory of threads with one name, of which there is one at a time. */
    public static ThreadFactory named(String name) {
        return task -> of(name, task);
    }

    /** One thread, not started yet. */
    public static Thread of(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
