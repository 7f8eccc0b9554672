package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static io.inceptionstreams.image.fetch.Failures.reason;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.TestImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that behaves. {@link HostileServerTest} has the others. */
class HttpSourceTest {

    private static final byte[] IMAGE = new byte[100_000];

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private ImageSource source;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        source = open(fetch().allowedHosts(host()));
    }

    @AfterEach
    void stop() {
        source.close();
        server.stop(0);
        timer.shutdownNow();
    }

    @Test
    void readsAnImage() {
        serve("/image.png", 200, IMAGE);

        assertThat(bytes(get("/image.png?size=large&x=%20#fragment"))).isEqualTo(IMAGE);
        assertThat(requests).containsExactly("GET /image.png?size=large&x=%20");
    }

    @Test
    void encodesWhatAUriLeavesToUtf8() {
        serve("/", 200, IMAGE);

        assertThat(bytes(get("/caf\u00e9.png"))).isEqualTo(IMAGE);
        assertThat(requests).containsExactly("GET /caf%C3%A9.png");
    }

    @Test
    void asksForPlainBytesAndSaysWhoAsks() {
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
            requests.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            requests.add(String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")));
            exchange.getResponseHeaders().add("Set-Cookie", "a=b");
            respond(exchange, 200, IMAGE);
        });

        assertThat(bytes(get("/1"))).isEqualTo(IMAGE);
        assertThat(bytes(get("/2"))).isEqualTo(IMAGE);
        assertThat(requests)
                .containsExactly("identity", "inception-streams", "null", "identity", "inception-streams", "null");
    }

    @ParameterizedTest
    @CsvSource({
        "404, SOURCE_NOT_FOUND, false",
        "410, SOURCE_NOT_FOUND, false",
        "400, SOURCE_FAILED, false",
        "401, SOURCE_FAILED, false",
        "403, SOURCE_FAILED, false",
        "206, SOURCE_FAILED, false",
        "302, SOURCE_FAILED, false",
        "408, SOURCE_FAILED, true",
        "425, SOURCE_FAILED, true",
        "429, SOURCE_FAILED, true",
        "500, SOURCE_FAILED, true",
        "503, SOURCE_FAILED, true",
    })
    void mapsStatuses(int status, Reason reason, boolean isTransient) {
        serve("/", status, IMAGE);

        ImageException failure = failure(get("/"));

        assertThat(failure.rejected().reason()).isEqualTo(reason);
        assertThat(failure.isTransient()).isEqualTo(isTransient);
        assertThat(failure).hasMessageContaining("HTTP status " + status);
        assertThat(requests).hasSize(isTransient ? 3 : 1);
    }

    @Test
    void succeedsWhenALaterAttemptDoes() {
        AtomicInteger count = new AtomicInteger();
        server.createContext("/", exchange -> respond(exchange, count.incrementAndGet() < 3 ? 503 : 200, IMAGE));

        assertThat(bytes(get("/"))).isEqualTo(IMAGE);
    }

    @Test
    void doesNotWaitForARetryThatWouldBeTooLate() {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3600");
            respond(exchange, 503, IMAGE);
        });

        assertThat(failure(get("/"))).hasMessageContaining("503");
    }

    @Test
    void readsARetryDateByTheServersOwnClock() {
        server.createContext("/", exchange -> {
            // The JDK's server adds a Date of its own, of now; a date far ahead must therefore be too late.
            exchange.getResponseHeaders().add("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT");
            requests.add("attempt");
            respond(exchange, 429, IMAGE);
        });

        assertThat(failure(get("/"))).hasMessageContaining("429");
        assertThat(requests).hasSize(1);
    }

    @Test
    void refusesAnEmptyBody() {
        serve("/", 200, new byte[0]);

        assertThat(reason(get("/"))).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure(get("/"))).hasMessageContaining("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "none", "aws-chunked", "", "identity", "unheard-of", "gzip", "deflate"})
    void takesABodyWhoseContentEncodingIsNotTrueOfIt(String coding) {
        byte[] image = TestImages.png(TestImages.quarters(8, 8));
        coded(coding, image);

        assertThat(bytes(get("/"))).isEqualTo(image);
    }

    @Test
    void decodesABodyThatIsCompressedUnasked() throws IOException {
        byte[] image = TestImages.png(TestImages.quarters(8, 8));
        coded("gzip", ContentCodingsTest.gzip(image));
        assertThat(bytes(get("/"))).isEqualTo(image);

        server.removeContext("/");
        coded("deflate, aws-chunked, X-GZIP", ContentCodingsTest.gzip(ContentCodingsTest.bare(image)));
        assertThat(bytes(get("/"))).isEqualTo(image);
    }

    @Test
    void compressedBombsAreTooLarge() throws IOException {
        coded("gzip", ContentCodingsTest.gzip(new byte[FetchSettings.defaults().maxBytes() + 1]));

        assertThat(reason(get("/"))).isEqualTo(Reason.SOURCE_TOO_LARGE);
    }

    private void coded(String coding, byte[] body) {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", coding);
            respond(exchange, 200, body);
        });
    }

    @Test
    void saysWhatAPageIs() {
        typed("text/html; charset=utf-8", "<!doctype html>" + " ".repeat(2296));

        ImageException failure = failure(get("/login?token=secret"));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.IMAGE_UNSUPPORTED);
        assertThat(failure)
                .hasMessage(
                        uri("/login") + "...: the source answered with text/html, 2,311 bytes, beginning `<!doctype`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/problem+json", "text/plain", "application/xml"})
    void saysWhatATextIs(String type) {
        typed(type, "oops");

        assertThat(failure(get("/"))).hasMessageContaining("answered with " + type + ", 4 bytes, beginning `oops`");
    }

    @Test
    void believesTheBytesOfAnImageMoreThanItsType() {
        byte[] image = TestImages.png(TestImages.quarters(8, 8));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            respond(exchange, 200, image);
        });

        assertThat(bytes(get("/"))).isEqualTo(image);
    }

    private void typed(String type, String body) {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            respond(exchange, 200, body.getBytes(UTF_8));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "403 -> AccessDenied -> Access Denied -> HTTP status 403 (AccessDenied: Access Denied)",
                "403 -> AccessDenied -> Request has expired -> HTTP status 403 (AccessDenied: Request has expired)",
                "403 -> ExpiredToken -> '' -> HTTP status 403 (ExpiredToken)",
                "404 -> NoSuchKey -> 'The key\ndoes not exist.' -> HTTP status 404 (NoSuchKey: The key does not exist.)",
                "400 -> a<b -> x -> HTTP status 400",
                "503 -> SlowDown -> '' -> HTTP status 503 (SlowDown) (3 attempts)",
            })
    void saysWhatAnObjectStoreSays(int status, String code, String message, String shown) {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            String error = "<?xml version=\"1.0\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                    + "</Message><AWSAccessKeyId>secret</AWSAccessKeyId></Error>";
            respond(exchange, status, (error + " ".repeat(10_000)).getBytes(UTF_8));
        });

        assertThat(failure(get("/?X-Amz-Signature=secret"))).hasMessage(uri("/") + "...: " + shown);
    }

    /** Patterns over strangers' bytes are walked once. */
    @Test
    @Timeout(10)
    void theWordsOfAStoreCostNoTime() {
        String blanks = " ".repeat(4_000);

        assertThat(StoreError.inBody(("<Error><Code>A</Code><Message>" + blanks).getBytes(UTF_8)))
                .isEqualTo("A");
        assertThat(StoreError.inBody(("<Error>" + "<Code>".repeat(600)).getBytes(UTF_8)))
                .isNull();
        assertThat(StoreError.inBody(("<Error><Code>" + blanks).getBytes(UTF_8)))
                .isNull();
        assertThat(StoreError.inBody("<html><Code>A</Code>".getBytes(UTF_8))).isNull();
    }

    @Test
    void saysWhatAzureSays() {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("x-ms-error-code", "AuthenticationFailed");
            respond(exchange, 403, IMAGE);
        });

        assertThat(failure(get("/"))).hasMessage(uri("/") + ": HTTP status 403 (AuthenticationFailed)");
    }

    /** The status is known; what may be said of it more is not worth the time until the deadline. */
    @Test
    void aStatusIsSaidThoughItsReasonDoesNotCome() throws IOException {
        try (RawServer server = new RawServer((socket, out, closing) -> {
                    out.write(("HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: 99\r\n\r\n"
                                    + "<Error><Code>")
                            .getBytes(UTF_8));
                    out.flush();
                    closing.await();
                });
                ImageSource source = open(fetch().allowedHosts(server.host()).idleTimeout(Duration.ofMillis(200)))) {
            assertThat(failure(source.fetch(server.uri("/"), deadline())))
                    .hasMessage(server.uri("/") + ": HTTP status 403");
        }
    }

    @Test
    void saysThatASourceIsSilent() throws IOException {
        try (RawServer silent = new RawServer(RawServer.silent());
                ImageSource source = open(fetch().allowedHosts(silent.host()).idleTimeout(Duration.ofMillis(300)))) {
            assertThat(failure(source.fetch(silent.uri("/?secret"), deadline())))
                    .hasMessage(silent.uri("/") + "...: no answer within 300 ms (3 attempts)");
        }
    }

    @Test
    void saysThatASourceFellSilent() throws IOException {
        try (RawServer server = new RawServer((socket, out, closing) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nxx".getBytes(UTF_8));
                    out.flush();
                    closing.await();
                });
                ImageSource source =
                        open(fetch().allowedHosts(server.host()).attempts(1).idleTimeout(Duration.ofMillis(300)))) {
            assertThat(failure(source.fetch(server.uri("/"), deadline())))
                    .hasMessage(server.uri("/") + ": no more bytes within 300 ms after the first 2");
        }
    }

    @Test
    void saysThatThereIsNoSuchHost() {
        assertThat(failure(source.fetch("http://nowhere.invalid/", deadline())))
                .hasMessageMatching("http://nowhere\\.invalid/: (no such host: |no name server answered for )nowhere"
                        + "\\.invalid \\(3 attempts\\)");
    }

    /** As browsers and curl have it, whatever the system's resolver says. */
    @Test
    void namesBelowLocalhostAreThisMachine() {
        serve("/", 200, IMAGE);
        String uri = "http://my_host.localhost:" + server.getAddress().getPort() + "/";

        assertThat(reason(source.fetch(uri, deadline()))).isEqualTo(Reason.SOURCE_FORBIDDEN);
        try (ImageSource allowed = open(fetch().allowedHosts("*.localhost"))) {
            assertThat(bytes(allowed.fetch(uri, deadline()))).isEqualTo(IMAGE);
        }
    }

    @Test
    void saysThatNothingListens() {
        server.stop(0);

        assertThat(failure(get("/"))).hasMessageMatching(".*refused.*\\(3 attempts\\)");
    }

    @Test
    void saysWhoAsks() {
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            respond(exchange, 200, IMAGE);
        });
        try (ImageSource source = open(fetch().allowedHosts(host()).userAgent("labels/1.0 (mail@images.example)"))) {
            assertThat(bytes(source.fetch(uri("/"), deadline()))).hasSize(IMAGE.length);
        }
        assertThat(requests).containsExactly("labels/1.0 (mail@images.example)");
    }

    @Test
    void followsRedirects() {
        redirect("/1", "/2");
        redirect("/2", "3?x");
        redirect("/3", uri("/image"));
        serve("/image", 200, IMAGE);

        assertThat(bytes(get("/1"))).isEqualTo(IMAGE);
        assertThat(requests).containsExactly("GET /1", "GET /2", "GET /3?x", "GET /image");
    }

    @Test
    void followsNoMoreRedirectsThanTheLimit() {
        redirect("/", "/");

        assertThat(failure(get("/"))).hasMessageContaining("fetch.max-redirects = 3");
        assertThat(requests).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "data:,x", "ftp://host/x", "javascript:x"})
    void refusesRedirectsToOtherSchemes(String location) {
        redirect("/", location);

        assertThat(reason(get("/"))).isEqualTo(Reason.SOURCE_FORBIDDEN);
    }

    @Test
    void refusesARedirectToAnAddressThatIsNotPublic() throws IOException {
        try (RawServer inside = new RawServer(RawServer.saying("HTTP/1.1 200 OK\r\n\r\nsecret"))) {
            redirect("/", inside.uri("/"));

            assertThat(reason(get("/"))).isEqualTo(Reason.SOURCE_FORBIDDEN);
            assertThat(failure(get("/"))).hasMessageContaining("loopback");
            assertThat(inside.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "2130706433", "0", "[::1]", "[::ffff:127.0.0.1]", "localhost"})
    void refusesLoopbackHoweverItIsSpelled(String host) {
        serve("/", 200, IMAGE);
        String uri = "http://" + host + ":" + server.getAddress().getPort() + "/";
        try (ImageSource guarded = open(fetch())) {
            assertThat(failure(guarded.fetch(uri, deadline())).rejected().reason())
                    .isEqualTo(Reason.SOURCE_FORBIDDEN);
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void refusesCredentialsInUris() {
        assertThat(reason(source.fetch("http://user:secret@" + host() + "/", deadline())))
                .isEqualTo(Reason.SOURCE_FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http:", "http://", "http:///x", "http://a b/", "http://host:99999/", "https:x", "http://[::1/"})
    void aMalformedUriIsTheEventsFault(String uri) {
        assertThat(reason(source.fetch(uri, deadline()))).isEqualTo(Reason.EVENT_INVALID);
    }

    @Test
    void aRedirectToAMalformedUriIsTheSourcesFault() {
        redirect("/", "http://[::1/");

        assertThat(reason(get("/"))).isEqualTo(Reason.SOURCE_FAILED);
    }

    @Test
    void aRefusedConnectionIsTransient() {
        server.stop(0);

        ImageException failure = failure(get("/"));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure.isTransient()).isTrue();
        assertThat(failure).hasMessageContaining("3 attempts");
    }

    @Test
    void readsManyAtOnce() {
        serve("/", 200, IMAGE);
        Queue<CompletableFuture<byte[]>> fetches = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 200; i++) {
            fetches.add(get("/" + i));
        }

        assertThat(fetches).allSatisfy(fetch -> assertThat(bytes(fetch)).hasSize(IMAGE.length));
    }

    @Test
    void requestsForOneUriAreOneWhenThatIsAskedFor() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            requests.add("GET " + exchange.getRequestURI());
            arrived.countDown();
            awaitQuietly(asked);
            respond(exchange, 200, IMAGE);
        });
        try (ImageSource coalescing = open(fetch().allowedHosts(host()).coalesce())) {
            CompletableFuture<byte[]> first = coalescing.fetch(uri("/1"), deadline());
            arrived.await();
            CompletableFuture<byte[]> second = coalescing.fetch(uri("/1"), deadline());
            asked.countDown();

            assertThat(bytes(second)).isSameAs(bytes(first)).isEqualTo(IMAGE);
            assertThat(requests).containsExactly("GET /1");
        }
    }

    private static Fetch fetch() {
        return Fetch.with().backoff(Duration.ofMillis(1), Duration.ofMillis(2));
    }

    private ImageSource open(Fetch settings) {
        return ImageSources.open(settings.settings(), timer, System::nanoTime, FetchObserver.NONE);
    }

    private CompletableFuture<byte[]> get(String path) {
        return source.fetch(uri(path), deadline());
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(15), System.nanoTime());
    }

    private String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private String uri(String path) {
        return "http://" + host() + path;
    }

    private void serve(String path, int status, byte[] body) {
        server.createContext(path, exchange -> {
            requests.add("GET " + exchange.getRequestURI());
            respond(exchange, status, body);
        });
    }

    private void redirect(String path, String location) {
        server.createContext(path, exchange -> {
            requests.add("GET " + exchange.getRequestURI());
            exchange.getResponseHeaders().add("Location", location);
            respond(exchange, 302, new byte[0]);
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
