package io.inceptionstreams.image;

import io.inceptionstreams.event.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
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
 * aborted alone. TLS trusts what the JDK trusts.
 *
 * <p>A request starts on the {@code names} executor, because the client looks names up, blocking, in the thread that
 * starts it. (It may also do so on an I/O thread, for a connection that died in the pool; the JDK has the name cached
 * by then.)
 */
final class ApacheExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(ApacheExchange.class);

    private final CloseableHttpAsyncClient client;
    private final ExecutorService names;
    private final int maxBytes;

    private ApacheExchange(CloseableHttpAsyncClient client, ExecutorService names, int maxBytes) {
        this.client = client;
        this.names = names;
        this.maxBytes = maxBytes;
    }

    /** Starts the client's I/O threads. {@link #close} ends them, and shuts {@code names} down. */
    static ApacheExchange open(FetchSettings settings, DnsResolver resolver, ExecutorService names) {
        Timeout connect = Timeout.of(settings.connectTimeout());
        Timeout idle = Timeout.of(settings.idleTimeout());
        CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
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
                .setIoReactorExceptionCallback(ApacheExchange::report)
                .setRoutePlanner(new DefaultRoutePlanner(null)) // straight to the host: proxies see no address guard
                .addExecInterceptorAfter(HangUp.AFTER, "hang-up", new HangUp())
                .setUserAgent("inception-streams")
                .setDefaultHeaders(headers())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
        client.start();
        return new ApacheExchange(client, names, settings.maxBytes());
    }

    private static void report(Exception failure) {
        // An I/O thread that is ended before it began to select says so in this way; nothing is wrong.
        if (!(failure instanceof ClosedSelectorException)) {
            LOG.error("an I/O thread of the HTTP client failed", failure);
        }
    }

    private static List<Header> headers() {
        return List.of(
                // Servers that negotiate would otherwise send formats that nobody here decodes.
                new BasicHeader("Accept", "image/jpeg, image/png, image/webp, */*;q=0.1"),
                new BasicHeader("Accept-Encoding", "identity"));
    }

    @Override
    public CompletableFuture<Answer> get(URI uri) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            names.execute(() -> start(uri, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    ImageException.passing("too many requests wait for name look-ups, or the source is closed", e));
        }
        return answer;
    }

    private void start(URI uri, CompletableFuture<Answer> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            HttpHost host = new HttpHost(uri.getScheme(), withoutBrackets(uri.getHost()), uri.getPort());
            BasicHttpRequest request = new BasicHttpRequest(Method.GET, host, path(uri));
            Future<?> exchange = client.execute(
                    new BasicRequestProducer(request, null),
                    new BodyConsumer(answer, maxBytes, uri),
                    HangUp.context(answer),
                    new Failures(answer, uri));
            // While the request still waits for a connection; afterwards it is HangUp's.
            Futures.abort(exchange, answer);
        } catch (RuntimeException e) {
            answer.completeExceptionally(ImageException.permanent(
                    Reason.SOURCE_FAILED, "cannot request " + Uris.shown(uri.toString()) + ": " + e, e));
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    @Override
    public void close() {
        names.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }

    /** Turns the client's failures into ours. Successes are the consumer's. */
    private record Failures(CompletableFuture<Answer> answer, URI uri) implements FutureCallback<Void> {

        @Override
        public void completed(Void nothing) {}

        @Override
        public void failed(Exception failure) {
            answer.completeExceptionally(exception(failure));
        }

        @Override
        public void cancelled() {
            answer.completeExceptionally(
                    ImageException.passing("the request was cut off: " + Uris.shown(uri.toString()), Duration.ZERO));
        }

        private ImageException exception(Exception failure) {
            String detail = Uris.shown(uri.toString()) + ": " + failure.getMessage();
            if (failure instanceof GuardedResolver.Refused) {
                return ImageException.permanent(Reason.SOURCE_FORBIDDEN, detail, failure);
            }
            // A certificate does not get better by asking again; any other trouble with a connection may.
            boolean permanent = !(failure instanceof IOException)
                    || failure instanceof SSLHandshakeException
                    || failure instanceof SSLPeerUnverifiedException;
            return permanent
                    ? ImageException.permanent(Reason.SOURCE_FAILED, detail, failure)
                    : ImageException.passing(detail, failure);
        }
    }
}
