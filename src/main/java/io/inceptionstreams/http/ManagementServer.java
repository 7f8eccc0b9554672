package io.inceptionstreams.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.inceptionstreams.metrics.EventMetrics;
import io.inceptionstreams.metrics.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The management port. {@code /health/live}, {@code /health/ready}, {@code /metrics}, and the page at {@code /} with the
 * figures that it shows at {@code /api/status}.
 *
 * <p>The JDK's server, because a handful of small read-only answers needs no other. Its threads are few and daemons, its
 * queue is bounded (what comes on top is disconnected), and a request must arrive within ten seconds.
 */
public final class ManagementServer implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int QUEUE = 64;

    private final HttpServer server;
    private final ExecutorService pool;

    private ManagementServer(HttpServer server, ExecutorService pool) {
        this.server = server;
        this.pool = pool;
    }

    /**
     * Tries the address and lets it go again, for those who have something slow to do before {@link #start}. Somebody
     * else may take it in between.
     *
     * @throws UncheckedIOException when the address cannot be bound; the message names it
     * @throws IllegalArgumentException when the address is unknown
     */
    public static void check(HttpSettings settings) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address(settings));
        } catch (IOException e) {
            throw cannotListen(settings, e);
        }
    }

    /**
     * Listens from now on.
     *
     * @throws UncheckedIOException when the address cannot be bound; the message names it
     * @throws IllegalArgumentException when the address is unknown
     */
    public static ManagementServer start(HttpSettings settings, Metrics metrics, Health health) {
        limitRequests();
        HttpServer server;
        try {
            server = HttpServer.create(address(settings), 0);
        } catch (IOException e) {
            throw cannotListen(settings, e);
        }
        ExecutorService pool = pool();
        server.setExecutor(pool);
        server.createContext("/", new Router(routes(metrics, health)));
        startAsDaemon(server);
        return new ManagementServer(server, pool);
    }

    private static InetSocketAddress address(HttpSettings settings) {
        InetSocketAddress address = new InetSocketAddress(settings.bindAddress(), settings.port());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("http.bind-address " + settings.bindAddress() + " is unknown");
        }
        return address;
    }

    private static UncheckedIOException cannotListen(HttpSettings settings, IOException e) {
        return new UncheckedIOException(
                "cannot listen on http.bind-address " + settings.bindAddress() + ", http.port " + settings.port() + ": "
                        + e.getMessage(),
                e);
    }

    private static Map<String, Function<Headers, Answer>> routes(Metrics metrics, Health health) {
        Answer html = Console.html();
        Answer style = Console.style();
        Answer script = Console.script();
        Answer icon = Console.icon();
        return Map.of(
                "/", request -> html,
                "/console.css", request -> style,
                "/console.js", request -> script,
                "/icon.svg", request -> icon,
                "/api/status", request -> Answer.json(200, Status.of(metrics.status(), health)),
                "/metrics", request -> scrape(metrics, request),
                "/health/live", request -> health(health.liveness()),
                "/health/ready", request -> health(health.readiness()));
    }

    private static Answer health(Health.Report report) {
        return Answer.json(report.ok() ? 200 : 503, report);
    }

    private static Answer scrape(Metrics metrics, Headers request) {
        Metrics.Scrape scrape = metrics.scrape(request.getFirst("Accept"));
        return Answer.ok(scrape.contentType(), scrape.body());
    }

    /** What the page shows. */
    record Status(Health.Report liveness, Health.Report readiness, long inFlight, Metrics.Status metrics) {

        static Status of(Metrics.Status metrics, Health health) {
            EventMetrics.Snapshot events = metrics.events();
            return new Status(health.liveness(), health.readiness(), events.inFlight(), metrics);
        }
    }

    /** The address that was bound, with the actual port. */
    public URI uri() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().isAnyLocalAddress() ? "127.0.0.1" : bound.getHostString();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
    }

    /** Stops listening, and lets go of requests under way. */
    @Override
    public void close() {
        server.stop(0);
        pool.shutdownNow();
    }

    /**
     * The JDK's server takes its limits from system properties, once, at its first use in the JVM, and has none by
     * default for time. Those that were given on the command line stay.
     */
    private static void limitRequests() {
        Map.of(
                        "sun.net.httpserver.maxReqTime", "10",
                        "sun.net.httpserver.maxRspTime", "30",
                        "sun.net.httpserver.maxReqHeaders", "64",
                        "sun.net.httpserver.maxReqHeaderSize", "16384",
                        // A body is refused, so its bytes are not waited for.
                        "sun.net.httpserver.drainAmount", "0",
                        "sun.net.httpserver.nodelay", "true",
                        "jdk.httpserver.maxConnections", "128")
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    private static ExecutorService pool() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** The server's own thread is made in {@code start()} and is a daemon if its maker is. */
    private static void startAsDaemon(HttpServer server) {
        Thread starter = new Thread(server::start, "http-start");
        starter.setDaemon(true);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
