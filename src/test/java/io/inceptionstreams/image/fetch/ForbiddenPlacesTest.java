package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A table of places that an event must not reach, tried as the URI of an event, as the target of a redirect, and as the
 * address of a name, with the real client. A server listens on every address of this machine and counts connections.
 */
class ForbiddenPlacesTest {

    private static final String PUBLIC = "93.184.215.14";

    /** What a name server says. */
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry("public.example", List.of(PUBLIC)),
            Map.entry("loopback.example", List.of("127.0.0.1")),
            Map.entry("loopback6.example", List.of("::1")),
            Map.entry("metadata.example", List.of("169.254.169.254")),
            Map.entry("private.example", List.of("10.0.0.1")),
            Map.entry("azure.example", List.of("168.63.129.16")),
            Map.entry("both.example", List.of(PUBLIC, "127.0.0.1")),
            Map.entry("both6.example", List.of(PUBLIC, "::1")),
            Map.entry("mapped.example", List.of("::ffff:127.0.0.1")),
            Map.entry("unspecified.example", List.of("0.0.0.0")),
            Map.entry("xn--bcher-kva.example", List.of("127.0.0.1")));

    /** @param forbidden whether it is refused for being forbidden, and for nothing else */
    private record Vector(String uri, boolean forbidden) {

        boolean isAscii() {
            return uri.chars().allMatch(c -> c < 0x80);
        }

        boolean fitsIntoAHeader() {
            return uri.chars().noneMatch(c -> c < 0x20);
        }
    }

    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Integer, String> targets = new ConcurrentHashMap<>();
    private final Map<String, InetAddress> vectorNames = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @SuppressWarnings("NullAway.Init")
    private ServerSocket listener;

    @SuppressWarnings("NullAway.Init")
    private RawServer redirecting;

    @SuppressWarnings("NullAway.Init")
    private List<Vector> vectors;

    @SuppressWarnings("NullAway.Init")
    private ImageSource source;

    @BeforeEach
    void open() throws IOException {
        listener = new ServerSocket(0, 200);
        threads.execute(this::accept);
        vectors = vectors(listener.getLocalPort());
        redirecting = new RawServer((socket, out, closing) -> {
            String request = last(redirecting);
            String number = request.substring("GET /".length(), request.indexOf(' ', 5));
            out.write("HTTP/1.1 302 Found\r\nLocation: ".getBytes(ISO_8859_1));
            out.write(targets.getOrDefault(Integer.parseInt(number), "").getBytes(UTF_8));
            out.write("\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        });
        source = source(new AllowedHosts(List.of(redirecting.host())));
    }

    @AfterEach
    void close() throws IOException {
        source.close();
        redirecting.close();
        listener.close();
        threads.shutdownNow();
    }

    @Test
    void thereAreTwoHundred() {
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(200);
    }

    @Test
    void noneIsReachedByAnEvent() {
        for (Vector vector : vectors) {
            ImageException failure = failure(fetch(vector.uri));

            if (vector.forbidden) {
                assertThat(failure.rejected().reason()).as(vector.uri).isEqualTo(Reason.SOURCE_FORBIDDEN);
            }
        }
        assertThat(connections).hasValue(0);
    }

    @Test
    void noneIsReachedByARedirect() {
        for (Vector vector : vectors) {
            if (!vector.fitsIntoAHeader()) {
                continue;
            }
            ImageException failure = failure(fetch(redirectTo(vector.uri)));

            if (vector.forbidden && vector.isAscii()) {
                assertThat(failure.rejected().reason()).as(vector.uri).isEqualTo(Reason.SOURCE_FORBIDDEN);
            }
        }
        assertThat(connections).hasValue(0);
    }

    @Test
    void noAddressIsReachedByAName() throws Exception {
        int names = 0;
        for (Vector vector : vectors) {
            InetAddress address = literal(vector.uri);
            if (!vector.forbidden || address == null || AddressGuard.refusal(address) == null) {
                continue;
            }
            String name = "vector-" + names++ + ".example";
            vectorNames.put(name, address);
            String uri = "http://" + name + ":" + listener.getLocalPort() + "/";

            assertThat(failure(fetch(uri)).rejected().reason()).as(vector.uri).isEqualTo(Reason.SOURCE_FORBIDDEN);
            assertThat(failure(fetch(redirectTo(uri))).rejected().reason())
                    .as(vector.uri)
                    .isEqualTo(Reason.SOURCE_FORBIDDEN);
        }
        assertThat(names).isGreaterThan(100);
        assertThat(connections).hasValue(0);
    }

    /** That the others find no connection is not for want of a server. */
    @Test
    void theServerIsThere() {
        try (ImageSource open = source(new AllowedHosts(List.of("127.0.0.1", "loopback.example")))) {
            for (String host : List.of("127.0.0.1", "loopback.example")) {
                assertThat(bytes(open.fetch("http://" + host + ":" + listener.getLocalPort() + "/", deadline())))
                        .hasSize(2);
            }
        }
        assertThat(connections).hasPositiveValue();
    }

    @Test
    void aPortOfAnotherProtocolMayBeAllowed() {
        for (Fetch settings : List.of(
                Fetch.with().allowedHosts("127.0.0.1").allowedPorts(1),
                Fetch.with().allowedHosts("127.0.0.1:1"))) {
            try (ImageSource open = ImageSources.open(
                    settings.attempts(1).settings(),
                    Executors.newSingleThreadScheduledExecutor(),
                    System::nanoTime,
                    FetchObserver.NONE)) {
                assertThat(failure(open.fetch("http://127.0.0.1:1/", deadline())))
                        .hasMessageContaining("refused");
                assertThat(failure(open.fetch("http://127.0.0.1:7/", deadline())))
                        .hasMessageContaining("port 7 is one that browsers block");
            }
        }
    }

    private String redirectTo(String uri) {
        int number = targets.size();
        targets.put(number, uri);
        return redirecting.uri("/" + number);
    }

    private static String last(RawServer server) {
        String last = "";
        for (String line : server.requests()) {
            last = line.startsWith("GET ") ? line : last;
        }
        return last;
    }

    private CompletableFuture<byte[]> fetch(String uri) {
        return source.fetch(uri, deadline());
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(20), System.nanoTime());
    }

    private ImageSource source(AllowedHosts allowed) {
        GuardedResolver resolver = new GuardedResolver(this::lookUp, allowed::allows, allowed::namesPort);
        return new HttpSource(
                ApacheExchange.open(
                        Fetch.with().settings(),
                        resolver,
                        Executors.newCachedThreadPool(),
                        Executors.newCachedThreadPool()),
                3,
                RequestHeaders.NONE);
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        List<String> known = NAMES.get(host);
        if (known != null) {
            InetAddress[] addresses = new InetAddress[known.size()];
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = InetAddress.getByName(known.get(i));
            }
            return addresses;
        }
        InetAddress vector = vectorNames.get(host);
        if (vector != null) {
            return new InetAddress[] {vector};
        }
        if (host.endsWith(".example")) {
            throw new UnknownHostException(host);
        }
        return GuardedResolver.system(host);
    }

    /** The address that a URI has for a host; null for a name, or none. */
    private static @Nullable InetAddress literal(String uri) throws UnknownHostException {
        try {
            String host = Uri.parse(uri).host();
            return host.matches("[0-9.]+|\\[.*]") ? InetAddress.getByName(host) : null;
        } catch (MalformedUriException e) {
            return null;
        }
    }

    private void accept() {
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1);
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                connections.incrementAndGet();
                socket.getOutputStream().write(answer);
                int unused = socket.getInputStream().read();
            } catch (IOException closed) {
                assertThat(closed).isNotNull(); // the listener's end, or a client's: the count is what matters
            }
        }
    }

    private static List<Vector> vectors(int port) throws IOException {
        try (InputStream in = ForbiddenPlacesTest.class.getResourceAsStream("/ssrf/vectors.txt")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> new Vector(
                            line.substring(2).translateEscapes().replace("PORT", String.valueOf(port)),
                            line.startsWith("F ")))
                    .toList();
        }
    }
}
