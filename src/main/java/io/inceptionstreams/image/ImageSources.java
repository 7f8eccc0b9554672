package io.inceptionstreams.image;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/** The one place where a source is put together. */
public final class ImageSources {

    /** Threads that wait for name servers. A request that finds them all waiting waits itself, until its deadline. */
    private static final int NAME_THREADS = 16;

    /** Threads that read files. */
    private static final int DISK_THREADS = 4;

    private ImageSources() {}

    /**
     * What {@link #open} refuses, for those who have something slow to do before.
     *
     * @throws IllegalArgumentException when a folder of {@code fetch.file-roots} does not exist
     */
    public static void check(FetchSettings settings) {
        settings.fileRoots().forEach(FileSource::realRoot);
    }

    /**
     * A source for every scheme that the settings allow.
     *
     * @param timer runs deadlines and waits between attempts, in tasks that take microseconds; it must outlive the source
     * @param nanoTime the scale of the deadlines: {@link System#nanoTime()}
     * @param onRetry run, on any thread, whenever something is fetched once more
     * @param onShared run, on any thread, whenever a fetch joins another of the same URI
     * @throws IllegalArgumentException when a folder of {@code fetch.file-roots} does not exist
     */
    public static ImageSource open(
            FetchSettings settings,
            ScheduledExecutorService timer,
            LongSupplier nanoTime,
            Runnable onRetry,
            Runnable onShared) {
        Map<String, ImageSource> schemes = new HashMap<>();
        // First what can fail on a wrong setting, then what starts threads.
        if (!settings.fileRoots().isEmpty()) {
            schemes.put(
                    "file",
                    new FileSource(
                            settings.fileRoots(),
                            settings.maxBytes(),
                            threads("image-file", DISK_THREADS, settings.pending())));
        }
        schemes.put("data", new DataSource(settings.maxBytes()));
        ImageSource http = http(settings);
        schemes.put("http", http);
        schemes.put("https", http);

        ImageSource source = new SchemeSource(schemes);
        if (settings.coalesce()) {
            source = new CoalescingSource(source, onShared);
        }
        // Outside the shared attempts: each caller has his own.
        source = new RetryingSource(
                source,
                settings,
                timer::schedule,
                nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                onRetry);
        // Outermost: the deadline covers the waits between attempts.
        return new DeadlineSource(source, timer::schedule, nanoTime);
    }

    private static ImageSource http(FetchSettings settings) {
        AllowedHosts allowed = new AllowedHosts(settings.allowedHosts());
        BiPredicate<String, Integer> unguarded =
                (host, port) -> settings.allowPrivateAddresses() || allowed.allows(host, port);
        Exchange exchange = ApacheExchange.open(
                settings,
                new GuardedResolver(InetAddress::getAllByName, unguarded),
                // Requests that were given up stay in this queue until their turn, besides those that may run.
                threads("image-name", NAME_THREADS, settings.connections() + settings.pending()));
        // Inside the redirects: each hop is a request of its own, to a host of its own.
        exchange = new BoundedExchange(
                exchange, settings.connections(), settings.connectionsPerHost(), settings.pending());
        return new HttpSource(exchange, settings.maxRedirects());
    }

    private static ExecutorService threads(String name, int count, int queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(Math.max(1, queue)), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
