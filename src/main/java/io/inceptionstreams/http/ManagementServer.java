package io.inceptionstreams.http;

import io.inceptionstreams.http.Router.Route;
import io.inceptionstreams.metrics.EventMetrics;
import io.inceptionstreams.metrics.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port. {@code /health/live}, {@code /health/ready}, {@code /metrics}, and the page at {@code /} with the
 * figures that it shows at {@code /api/status}.
 *
 * <p>Jetty, whose few threads never wait for a client: a request that comes a byte a second, or an answer that is not
 * read, occupies a connection and no thread. {@link Connections} bounds those in number and in time. Health is answered
 * from memory; scrapes, which take longer, are written down by threads of their own, from a bounded queue. All threads
 * are daemons.
 */
public final class ManagementServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);

    /** One selects, and accepts; the others parse requests and answer those about health. */
    private static final int THREADS = 5;

    private static final int WORKERS = 2;
    private static final int QUEUE = 64;
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int BACKLOG = 256;
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final Server server;
    private final ServerConnector connector;
    private final ThreadPoolExecutor worker;
    private final ScheduledThreadPoolExecutor timer;
    private final Connections connections;
    private final URI uri;

    private ManagementServer(HttpSettings settings, Metrics metrics, Health health, Limits limits) throws IOException {
        InetSocketAddress address = address(settings);
        connections = new Connections(limits, System::nanoTime);
        worker = new ThreadPoolExecutor(
                WORKERS, WORKERS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), threads("http-worker"));
        worker.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, threads("http-timer"));
        server = new Server(pool(), new ScheduledExecutorScheduler("http-scheduler", true), null);
        // No threads that only accept, one that selects.
        connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(settings.bindAddress());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(BACKLOG);
        // Connections ends them earlier, whatever they do.
        connector.setIdleTimeout(2 * limits.idle().toMillis());
        connector.addBean(new Watch(connections));
        server.addConnector(connector);
        Router router = new Router(routes(metrics, health), new HostNames(settings), connections, worker);
        server.setHandler(router);
        server.setErrorHandler(router::handleError);
        server.setStopTimeout(0);
        open();
        uri = uri(address.getAddress(), connector.getLocalPort());
    }

    private void open() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new IOException(e.getMessage(), e);
        }
        timer.scheduleWithFixedDelay(connections::closeLate, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Tries the address and lets it go again, for a caller with something slow to do before {@link #start}. Another
     * process may take it in between.
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
        return start(settings, metrics, health, Limits.DEFAULTS);
    }

    static ManagementServer start(HttpSettings settings, Metrics metrics, Health health, Limits limits) {
        try {
            return new ManagementServer(settings, metrics, health, limits);
        } catch (IOException e) {
            throw cannotListen(settings, e);
        }
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

    private static Map<String, Route> routes(Metrics metrics, Health health) {
        Answer html = Console.html();
        Answer style = Console.style();
        Answer script = Console.script();
        Answer icon = Console.icon();
        return Map.of(
                "/", Route.quick(request -> html),
                "/console.css", Route.quick(request -> style),
                "/console.js", Route.quick(request -> script),
                "/icon.svg", Route.quick(request -> icon),
                "/api/status", Route.slow(request -> Answer.json(200, Status.of(metrics.status(), health))),
                "/metrics", Route.slow(request -> scrape(metrics, request)),
                "/health/live", Route.quick(request -> health(health.liveness())),
                "/health/ready", Route.quick(request -> health(health.readiness())));
    }

    private static Answer health(Health.Report report) {
        return Answer.json(report.ok() ? 200 : 503, report);
    }

    private static Answer scrape(Metrics metrics, HttpFields request) {
        Metrics.Scrape scrape = metrics.scrape(request.get(HttpHeader.ACCEPT));
        return Answer.ok(scrape.contentType(), scrape.body());
    }

    /**
     * What the page shows.
     *
     * @param checks of both, each once
     */
    record Status(
            Health.Report liveness,
            Health.Report readiness,
            List<Health.Result> checks,
            long inFlight,
            Metrics.Status metrics) {

        static Status of(Metrics.Status metrics, Health health) {
            Health.Report liveness = health.liveness();
            Health.Report readiness = health.readiness();
            EventMetrics.Snapshot events = metrics.events();
            return new Status(liveness, readiness, Health.distinct(liveness, readiness), events.inFlight(), metrics);
        }
    }

    /** The address that was bound, with the actual port. */
    public URI uri() {
        return uri;
    }

    private static URI uri(InetAddress bound, int port) {
        String host = bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /** Connections that are open. */
    int connections() {
        return connections.size();
    }

    /** Stops listening, and abandons running requests. */
    @Override
    public void close() {
        timer.shutdownNow();
        worker.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("The management port did not close cleanly", e);
        }
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(MAX_HEAD_BYTES);
        configuration.setSendServerVersion(false);
        // A body is refused, so its bytes are not waited for: one look finds that there is none.
        configuration.setMaxUnconsumedRequestContentReads(1);
        return configuration;
    }

    private static QueuedThreadPool pool() {
        QueuedThreadPool pool = new QueuedThreadPool(THREADS, 1);
        pool.setName("http");
        pool.setDaemon(true);
        pool.setReservedThreads(0);
        return pool;
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Tells of connections that come and go. */
    private record Watch(Connections connections) implements Connection.Listener {

        @Override
        public void onOpened(Connection connection) {
            connections.opened(connection, connection.getEndPoint()::close);
        }

        @Override
        public void onClosed(Connection connection) {
            connections.closed(connection);
        }
    }
}
