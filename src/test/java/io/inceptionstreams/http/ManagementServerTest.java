package io.inceptionstreams.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inceptionstreams.metrics.Metrics;
import io.inceptionstreams.metrics.StageMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagementServerTest {

    private final ObjectMapper mapper = new ObjectMapper();
    private final Metrics metrics = Metrics.open();
    private final AtomicReference<Optional<String>> model = new AtomicReference<>(Optional.empty());
    private final Health health = new Health(
            List.of(HealthCheck.of("kafka-streams", Optional::empty)), List.of(HealthCheck.of("model", model::get)));
    private final ManagementServer server = ManagementServer.start(new HttpSettings("127.0.0.1", 0), metrics, health);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void readinessSaysWhyNot() throws Exception {
        model.set(Optional.of("is warming up: batch 8 of 32"));

        HttpResponse<String> notYet = get("/health/ready");
        assertThat(notYet.statusCode()).isEqualTo(503);
        assertThat(mapper.readTree(notYet.body())).isEqualTo(mapper.readTree("""
                        {"ok":false,"checks":[{"name":"model","ok":false,"problem":"is warming up: batch 8 of 32"}]}
                        """));
        assertThat(get("/health/live").statusCode()).isEqualTo(200);

        model.set(Optional.empty());
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void metricsAreScrapedInTheFormatThatIsAskedFor() throws Exception {
        metrics.events().received();

        HttpResponse<String> text = get("/metrics");
        assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(text.body()).contains("inception_events_received_total 1.0\n");

        HttpResponse<String> openMetrics = send(request("/metrics")
                .header("Accept", "application/openmetrics-text; version=1.0.0, text/plain;q=0.5")
                .build());
        assertThat(openMetrics.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/openmetrics-text");
        assertThat(openMetrics.body()).endsWith("# EOF\n");
    }

    @Test
    void theStatusHasTheFiguresOfThePage() throws Exception {
        metrics.events().received();
        metrics.events().received();
        metrics.events().deadLettered("image-corrupt");
        metrics.stages().record(StageMetrics.Stage.DECODE, Duration.ofMillis(3));
        metrics.batches().batchLabelled("cpu", 4, 1_000);

        JsonNode status = mapper.readTree(get("/api/status").body());

        assertThat(status.at("/readiness/ok").asBoolean()).isTrue();
        assertThat(status.at("/inFlight").asInt()).isEqualTo(1);
        assertThat(status.at("/metrics/events/deadLettered/image-corrupt").asInt())
                .isEqualTo(1);
        assertThat(status.at("/metrics/stages/1/stage").asText()).isEqualTo("decode");
        assertThat(status.at("/metrics/stages/1/buckets/2/count").asInt()).isEqualTo(1);
        assertThat(status.at("/metrics/batches/imagesPerSecond").asDouble()).isPositive();
    }

    @Test
    void thePageLoadsNothingFromElsewhereAndIsNobodysFrame() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        List<String> links = Pattern.compile("(?:src|href)=\"([^\"]*)\"")
                .matcher(page.body())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(links).contains("/console.js", "/console.css");
        for (String link : links) {
            assertThat(link).startsWith("/");
            assertThat(get(link).statusCode()).as(link).isEqualTo(200);
        }
    }

    @Test
    void everyElementThatTheScriptWritesToIsOnThePage() throws Exception {
        String page = get("/").body();

        List<String> ids = Pattern.compile("\\b(?:at|write)\\(\"(\\w+)\"")
                .matcher(get("/console.js").body())
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(ids).hasSizeGreaterThan(10).allSatisfy(id -> assertThat(page).contains("id=\"" + id + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/health/live", "/api/status"})
    void headIsGetWithoutTheBody(String path) throws Exception {
        HttpResponse<String> head = send(request(path)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void otherMethodsAreRefused(String method) throws Exception {
        HttpResponse<String> response = send(request("/metrics")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(mapper.readTree(response.body()).get("error").asText()).isEqualTo("only GET and HEAD");
    }

    @ParameterizedTest
    @CsvSource({"/nothing", "/metrics/", "/console.html", "/../etc/passwd", "/%2e%2e/console.css"})
    void whatIsNotThereIsNotFound(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(mapper.readTree(response.body()).get("status").asInt()).isEqualTo(404);
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000", "Transfer-Encoding: chunked"})
    void aBodyIsRefusedWithoutWaitingForIt(String announcement) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nHost: here\r\n" + announcement + "\r\n\r\n").getBytes(US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 413").endsWith("}");
        }
    }

    @Test
    void aLongAddressIsRefused() throws Exception {
        assertThat(get("/metrics?" + "x".repeat(2_000)).statusCode()).isEqualTo(414);
    }

    @Test
    void aRequestLineWithoutEndIsCutOff() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.setSoTimeout(10_000);
            String answer;
            try {
                socket.getOutputStream().write(("GET /" + "x".repeat(1_000_000)).getBytes(US_ASCII));
                answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            } catch (IOException reset) {
                // Closed while we were still writing.
                answer = "";
            }
            assertThat(answer).doesNotContain("200 OK");
        }
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsNamed() {
        int port = server.uri().getPort();

        assertThatThrownBy(() -> ManagementServer.start(new HttpSettings("127.0.0.1", port), metrics, health))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("http.port " + port);
    }

    @Test
    void closedIsClosedAndNoThreadKeepsTheJvm() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().toLowerCase(Locale.ROOT).startsWith("http"))
                .allMatch(Thread::isDaemon);

        server.close();

        assertThatThrownBy(() -> get("/health/live")).isInstanceOf(IOException.class);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.uri() + path)).timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
