package io.inceptionstreams.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inceptionstreams.metrics.Metrics;
import io.inceptionstreams.metrics.StageMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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
    private final ManagementServer server =
            ManagementServer.start(new HttpSettings("127.0.0.1", 0, List.of("labels.example.org")), metrics, health);
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
        assertThat(status.at("/checks").findValuesAsText("name")).containsExactly("kafka-streams", "model");
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
    @CsvSource({"/nothing", "/metrics/", "/console.html", "/a/../metrics", "/metric%73"})
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
                    .write(("GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + announcement + "\r\n\r\n")
                            .getBytes(US_ASCII));

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

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "localhost:9999, 200",
        "LocalHost, 200",
        "10.1.2.3:8080, 200",
        "[::1]:8080, 200",
        "127.0.0.1, 200",
        "labels.example.org, 200",
        "evil.example, 421",
        "evil.example:8080, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "'', 400",
        "a b, 400",
    })
    void aRequestUnderANameFromElsewhereIsRefused(String host, int status) throws Exception {
        for (String path : List.of("/", "/metrics", "/api/status", "/health/live", "/nothing")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

            assertThat(answer)
                    .as(path)
                    .startsWith("HTTP/1.1 " + (status == 200 && path.equals("/nothing") ? 404 : status) + " ")
                    .contains("X-Content-Type-Options: nosniff\r\n");
        }
    }

    @Test
    void theNameInTheTargetIsCheckedToo() throws Exception {
        assertThat(raw("GET http://evil.example/metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ");
        assertThat(raw("GET http://evil.example/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(raw("GET http://localhost/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    /** Simple probes speak HTTP/1.0, which has no Host; browsers do not. */
    @Test
    void aProbeWithoutANameIsAnswered() throws Exception {
        assertThat(raw("GET /health/live HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nA: \u0000\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%2e%2e/console.css HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: wonders\r\n\r\n",
            })
    void whatTheServerItselfRefusesIsJsonUnderTheSameHeaders(String request) throws Exception {
        String answer = raw(request);

        assertThat(answer).matches("(?s)HTTP/1\\.1 [45]\\d\\d .*");
        int body = answer.indexOf("\r\n\r\n");
        String head = answer.substring(0, body + 2);
        Answer.HEADERS.forEach((name, value) -> assertThat(head).contains(name + ": " + value + "\r\n"));
        assertThat(head).contains("Content-Type: application/json\r\n").doesNotContain("Server:");
        assertThat(mapper.readTree(answer.substring(body)).get("error").asText())
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a long line", "many headers"})
    void aHeadThatIsTooLargeIsRefusedUnderTheSameHeaders(String kind) throws Exception {
        String headers = kind.equals("a long line")
                ? "X: " + "x".repeat(20_000) + "\r\n"
                : IntStream.range(0, 2_000).mapToObj(i -> "X-" + i + ": x\r\n").collect(joining());

        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("X-Content-Type-Options: nosniff\r\n");
    }

    @Test
    void aConnectionIsOpenUntilItsHeadHasHadItsTime() throws Exception {
        Limits limits = new Limits(8, 8, Duration.ofMillis(1), Duration.ofSeconds(30), Duration.ofSeconds(75));
        try (ManagementServer strict = start(limits);
                Socket silent = connect(strict);
                Socket half = connect(strict);
                Socket dripping = connect(strict)) {
            half.getOutputStream().write("GET / HTTP/1.1\r\nHost: local".getBytes(US_ASCII));
            dripping.getOutputStream().write('G');

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(half.getInputStream().read()).isEqualTo(-1);
            assertThat(dripping.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anAnswerThatNobodyReadsIsGivenUp() throws Exception {
        metrics.events().received();
        Limits limits = new Limits(8, 8, Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofSeconds(75));
        try (ManagementServer strict = start(limits);
                Socket greedy = connect(strict)) {
            byte[] requests = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .repeat(50)
                    .getBytes(US_ASCII);

            assertThatThrownBy(() -> {
                        while (true) {
                            greedy.getOutputStream().write(requests);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void theConnectionsAreBoundedAndTheNewestIsAnswered() throws Exception {
        Limits limits = new Limits(16, 8, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
        List<Socket> sockets = new ArrayList<>();
        try (ManagementServer strict = start(limits)) {
            for (int i = 0; i < 100; i++) {
                sockets.add(connect(strict));
                HttpResponse<String> live = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(strict.uri() + "/health/live"))
                                        .timeout(Duration.ofSeconds(10))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

                assertThat(live.statusCode()).isEqualTo(200);
                assertThat(strict.connections()).isLessThanOrEqualTo(16);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Requests that are sent ahead are answered one by one, and their answers are not kept. */
    @Test
    void requestsThatAreSentAheadAreAnsweredInOrder() throws Exception {
        String answers = raw("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(99)
                + "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(Pattern.compile("HTTP/1.1 200 ").matcher(answers).results()).hasSize(99);
        assertThat(answers.lastIndexOf("HTTP/1.1 404 ")).isGreaterThan(answers.lastIndexOf("HTTP/1.1 200 "));
    }

    /** The program of {@code scripts/bench health}, which also measures; here each answer must come, however late. */
    @Test
    void livenessIsAnsweredBesideTwoHundredSlowClients() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "scripts/SlowClients.java",
                        "--clients",
                        "200",
                        "--seconds",
                        "5",
                        "--within",
                        "5000",
                        server.uri().toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream said = process.getInputStream()) {
            String output = new String(said.readAllBytes(), UTF_8);

            assertThat(output).contains("/health/live answered 5 of 5 times beside 200 slow clients");
            assertThat(process.waitFor()).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aTakenPortIsNamed() {
        int port = server.uri().getPort();

        assertThatThrownBy(
                        () -> ManagementServer.start(new HttpSettings("127.0.0.1", port, List.of()), metrics, health))
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

    private ManagementServer start(Limits limits) {
        return ManagementServer.start(new HttpSettings("127.0.0.1", 0, List.of()), metrics, health, limits);
    }

    private static Socket connect(ManagementServer server) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** All that the server says until it closes the connection. */
    private String raw(String request) throws IOException {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
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
