package io.inceptionstreams.image.fetch;

import io.inceptionstreams.util.DaemonThreads;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/** The one place where a source is put together. */
public final class ImageSources {

    /** Threads that wait for name servers. A request that finds them all waiting waits itself, until its deadline. */
    private static final int NAME_THREADS = 16;

    /** Threads that read files. */
    private static final int DISK_THREADS = 4;

    /** Threads that undo content codings, which few sources use. */
    private static final int INFLATE_THREADS = 2;

    private ImageSources() {}

    /**
     * What {@link #open} refuses, for a caller with something slow to do before.
     *
     * @throws IllegalArgumentException when a folder of {@code fetch.file-roots} does not exist, or {@code
     *     fetch.tls.authorities} is no PEM file with certificates
     */
    public static void check(FetchSettings settings) {
        settings.fileRoots().forEach(FileRoots::real);
        SSLContext unused = TrustedAuthorities.context(settings.tlsAuthorities());
    }

    /**
     * A source for every scheme that the settings allow.
     *
     * @param timer runs deadlines and waits between attempts, in tasks that take microseconds; it must outlive the source
     * @param nanoTime the scale of the deadlines: {@link System#nanoTime()}
     * @param observer hears what the source does besides answering
     * @throws IllegalArgumentException as {@link #check}
     */
    public static ImageSource open(
            FetchSettings settings, ScheduledExecutorService timer, LongSupplier nanoTime, FetchObserver observer) {
        Map<String, ImageSource> schemes = new HashMap<>();
        // First what can fail on a wrong setting, then what starts threads.
        if (!settings.fileRoots().isEmpty()) {
            schemes.put(
                    "file",
                    new FileSource(
                            new FileRoots(settings.fileRoots()),
                            settings.maxBytes(),
                            new DiskThreads(DISK_THREADS, settings.pending(), observer)));
        }
        schemes.put("data", new DataSource(settings.maxBytes()));
        ImageSource http = http(settings, nanoTime, observer);
        schemes.put("http", http);
        schemes.put("https", http);

        ImageSource source = new SchemeSource(schemes);
        if (settings.coalesce()) {
            source = new CoalescingSource(source, observer::shared);
        }
        // Outside the shared attempts: each caller has his own.
        source = new RetryingSource(
                source,
                settings,
                timer::schedule,
                nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                observer::retried);
        // Outermost: the deadline covers the waits between attempts.
        return new DeadlineSource(source, timer::schedule, nanoTime);
    }

    private static ImageSource http(FetchSettings settings, LongSupplier nanoTime, FetchObserver observer) {
        AllowedHosts allowed = new AllowedHosts(settings.allowedHosts());
        BiPredicate<String, Integer> unguarded =
                (host, port) -> settings.allowPrivateAddresses() || allowed.allows(host, port);
        BiPredicate<String, Integer> anyPort =
                (host, port) -> settings.allowedPorts().contains(port) || allowed.namesPort(host, port);
        HttpExchange exchange = ApacheExchange.open(
                settings,
                new GuardedResolver(GuardedResolver::system, unguarded, anyPort),
                // Requests that were given up stay in this queue until their turn, besides those that may run.
                threads("image-name", NAME_THREADS, settings.connections() + settings.pending()),
                // One body for each connection at most: its request is in flight until it is undone.
                threads("image-inflate", INFLATE_THREADS, settings.connections()));
        // Inside the redirects: each hop is a request of its own, to a host of its own.
        exchange = new BoundedExchange(
                exchange, settings.connections(), settings.connectionsPerHost(), settings.pending());
        if (settings.breaker().failures() > 0) {
            // Outside the queue: a request to a host that is left alone does not wait for its turn first.
            exchange = new BreakerExchange(exchange, settings.breaker(), nanoTime, observer);
        }
        return new HttpSource(exchange, settings.maxRedirects(), settings.headers());
    }

    /** Threads that end when there has been nothing to do for a while, and as many tasks that wait. */
    static ThreadPoolExecutor threads(String name, int count, int queue) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(Math.max(1, queue)),
                DaemonThreads.numbered(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
