package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.ImageFormat;
import io.inceptionstreams.uri.Uri;
import java.nio.channels.ClosedSelectorException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP by Apache HttpClient's asynchronous client, with all that it does unasked switched off: redirects, retries,
 * cookies, authentication, proxies, decompression. HTTP/1.1 only, so that one request is one connection that can be
 * aborted alone. A request asks for the bytes of a {@link Uri#target()}, which the client passes on as they are.
 *
 * <p>A request starts on the {@code names} executor, because the client looks names up, blocking, in the thread that
 * starts it. (It may also do so on an I/O thread, for a connection that died in the pool; the JDK has the name cached
 * by then.)
 */
final class ApacheExchange implements HttpExchange {

    private static final Logger LOG = LoggerFactory.getLogger(ApacheExchange.class);

    private final CloseableHttpAsyncClient client;
    private final ExecutorService names;
    private final ExecutorService inflaters;
    private final int maxBytes;
    private final NetworkFailure failures;

    private ApacheExchange(
            CloseableHttpAsyncClient client, ExecutorService names, ExecutorService inflaters, FetchSettings settings) {
        this.client = client;
        this.names = names;
        this.inflaters = inflaters;
        this.maxBytes = settings.maxBytes();
        this.failures = new NetworkFailure(settings);
    }

    /**
     * Starts the client's I/O threads. {@link #close} ends them, and shuts the executors down.
     *
     * @param inflaters undoes content codings
     * @throws IllegalArgumentException when {@code fetch.tls.authorities} is no PEM file with certificates
     */
    static ApacheExchange open(
            FetchSettings settings, DnsResolver resolver, ExecutorService names, ExecutorService inflaters) {
        Timeout connect = Timeout.of(settings.connectTimeout());
        Timeout idle = Timeout.of(settings.idleTimeout());
        CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setTlsStrategy(new HostTls(TrustedAuthorities.context(settings.tlsAuthorities())))
                        .setMaxConnTotal(settings.connections())
                        .setMaxConnPerRoute(settings.connectionsPerHost())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(idle)
                                .setTimeToLive(TimeValue.ofMinutes(5))
                                .build())
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setHandshakeTimeout(connect)
                                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(idle)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .setExpectContinueEnabled(false)
                        .setHardCancellationEnabled(true)
                        .build())
                .setHttp1Config(Http1Config.custom()
                        .setMaxLineLength(16 << 10)
                        .setMaxHeaderCount(200)
                        .build())
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(2)
                        .setSoTimeout(idle)
                        // How late a silent connection is noticed.
                        .setSelectInterval(TimeValue.ofMilliseconds(100))
                        .build())
                .setIoSessionDecorator(session -> new BoundedSession(session, settings.maxBytes()))
                .setIoReactorExceptionCallback(ApacheExchange::report)
                .setRoutePlanner(new DefaultRoutePlanner(null)) // straight to the host: proxies see no address guard
                .addExecInterceptorAfter(ConnectionCloser.AFTER, "hang-up", new ConnectionCloser())
                .setUserAgent(settings.userAgent())
                .setDefaultHeaders(headers())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
        client.start();
        return new ApacheExchange(client, names, inflaters, settings);
    }

    private static void report(Exception failure) {
        // An I/O thread that is ended before it began to select says so in this way; nothing is wrong.
        if (!(failure instanceof ClosedSelectorException)) {
            LOG.error("an I/O thread of the HTTP client failed", failure);
        }
    }

    private static List<Header> headers() {
        return List.of(new BasicHeader("Accept", ImageFormat.accept()), new BasicHeader("Accept-Encoding", "identity"));
    }

    @Override
    public CompletableFuture<Answer> get(Uri uri, List<RequestHeaders.Field> headers) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            names.execute(() -> start(uri, headers, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    ImageException.busy("too many requests wait for name look-ups, or the source is closed", e));
        }
        return answer;
    }

    private void start(Uri uri, List<RequestHeaders.Field> headers, CompletableFuture<Answer> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            HttpHost host = new HttpHost(uri.scheme(), withoutBrackets(uri.host()), uri.port());
            BasicHttpRequest request = new BasicHttpRequest(Method.GET, host, uri.target());
            headers.forEach(header -> request.addHeader(new BasicHeader(header.name(), header.value(), true)));
            BodyConsumer consumer = new BodyConsumer(answer, maxBytes, uri, inflaters);
            Future<?> exchange = client.execute(
                    new BasicRequestProducer(request, null),
                    consumer,
                    ConnectionCloser.context(answer),
                    new Ending(answer, uri, consumer, failures));
            // While the request still waits for a connection; afterwards it is ConnectionCloser's.
            Futures.abort(exchange, answer);
        } catch (RuntimeException e) {
            answer.completeExceptionally(
                    ImageException.permanent(Reason.SOURCE_FAILED, uri.shown() + ": cannot be requested: " + e, e));
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public void close() {
        names.shutdownNow();
        inflaters.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }

    /** Turns the client's failures into ours. Successes are the consumer's. */
    private record Ending(CompletableFuture<Answer> answer, Uri uri, BodyConsumer consumer, NetworkFailure failures)
            implements FutureCallback<Void> {

        @Override
        public void completed(Void nothing) {}

        @Override
        public void failed(Exception failure) {
            answer.completeExceptionally(failures.exception(failure, uri, consumer.received()));
        }

        @Override
        public void cancelled() {
            answer.completeExceptionally(ImageException.busy(uri.shown() + ": the request was cut off", null));
        }
    }
}
