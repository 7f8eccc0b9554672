package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {

    private static final String SECRET = "Bearer s3cr3t";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, String> locations = new ConcurrentHashMap<>();

    @SuppressWarnings("NullAway.Init")
    private RawServer named;

    @SuppressWarnings("NullAway.Init")
    private RawServer other;

    @SuppressWarnings("NullAway.Init")
    private ImageSource source;

    @BeforeEach
    void open() throws IOException {
        named = new RawServer((socket, out, closing) -> out.write(answer(named).getBytes(ISO_8859_1)));
        other = new RawServer((socket, out, closing) -> out.write(answer(other).getBytes(ISO_8859_1)));
        FetchSettings settings = Fetch.with()
                .allowedHosts("127.0.0.1", "localhost")
                .attempts(1)
                .headers(Map.of("http://" + named.host(), "Authorization: " + SECRET + "\nX-Tenant: cats\n"))
                .settings();
        assertThat(settings.toString()).doesNotContain("s3cr3t");
        source = ImageSources.open(settings, timer, System::nanoTime, FetchObserver.NONE);
    }

    @AfterEach
    void close() throws IOException {
        source.close();
        named.close();
        other.close();
        timer.shutdownNow();
    }

    @Test
    void aNamedHostGetsItsHeaders() {
        assertThat(bytes(fetch(named.uri("/a")))).hasSize(2);

        assertThat(named.requests()).contains("Authorization: " + SECRET, "X-Tenant: cats");
    }

    @Test
    void anotherPortIsAnotherHost() {
        bytes(fetch(other.uri("/a")));

        assertThat(other.requests()).noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void aRedirectOnTheHostKeepsThem() {
        locations.put("/from", "/to");

        bytes(fetch(named.uri("/from")));

        assertThat(named.requests())
                .filteredOn(("Authorization: " + SECRET)::equals)
                .hasSize(2);
    }

    @Test
    void aRedirectToAnotherHostLosesThemForGood() {
        locations.put("/from", other.uri("/back"));
        locations.put("/back", named.uri("/to"));

        bytes(fetch(named.uri("/from")));

        assertThat(named.requests()).filteredOn(line -> line.startsWith("GET")).hasSize(2);
        assertThat(named.requests()).filteredOn(line -> line.contains("s3cr3t")).hasSize(1);
        assertThat(other.requests()).noneMatch(line -> line.contains("s3cr3t") || line.contains("X-Tenant"));
    }

    @Test
    void anotherNameOfTheMachineIsAnotherHost() {
        bytes(fetch(named.uri("/a").replace("127.0.0.1", "localhost")));

        assertThat(named.requests()).noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void noFailureTellsThem() {
        locations.put("/from", "ftp://127.0.0.1/");

        assertThat(failure(fetch(named.uri("/from"))).rejected().detail()).doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @CsvSource({
        "cdn.example, https://cdn.example/a, true",
        "cdn.example, https://CDN.example:443/a, true",
        "cdn.example, http://cdn.example/a, false",
        "cdn.example, http://cdn.example:443/a, false",
        "cdn.example, https://cdn.example:8443/a, false",
        "cdn.example, https://a.cdn.example/a, false",
        "cdn.example:8443, https://cdn.example:8443/a, true",
        "cdn.example:8443, https://cdn.example/a, false",
        "http://cdn.example, http://cdn.example/a, true",
        "http://cdn.example, https://cdn.example/a, false",
        "http://cdn.example:9000, http://cdn.example:9000/a, true",
        "[2001:4860::1], 'https://[2001:4860:0::1]/', true",
    })
    void aHostIsAnOrigin(String host, String uri, boolean sent) throws MalformedUriException {
        RequestHeaders headers = RequestHeaders.of(Map.of(host, "A: b"));

        assertThat(headers.to(Uri.parse(uri))).hasSize(sent ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cr3t",
                ": s3cr3t",
                "A B: s3cr3t",
                "A:",
                "",
                "A: s3cr3t\u0007",
                "A: s3cr3t\u00e9",
                "Host: s3cr3t",
                "content-length: 7",
                "Transfer-Encoding: s3cr3t",
                "A: b\ns3cr3t",
            })
    void refusesWhatIsNoHeaderWithoutTellingIt(String value) {
        assertThatThrownBy(() -> RequestHeaders.of(Map.of("cdn.example", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("fetch.headers.cdn.example ")
                .hasMessageNotContaining("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*.example", "user@cdn.example", "cdn.example/a", "cdn.example:0x", "ftp://cdn.example", ""})
    void refusesWhatIsNoHost(String host) {
        assertThatThrownBy(() -> RequestHeaders.of(Map.of(host, "A: b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must name a host");
    }

    private String answer(RawServer server) {
        String last = "";
        for (String line : server.requests()) {
            last = line.startsWith("GET ") ? line.split(" ", 3)[1] : last;
        }
        String location = locations.get(last);
        return location == null
                ? "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
                : "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
    }

    private CompletableFuture<byte[]> fetch(String uri) {
        return source.fetch(uri, Deadline.after(Duration.ofSeconds(10), System.nanoTime()));
    }
}
