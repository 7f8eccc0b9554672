import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes a page's picture in headless Chromium, once with a light and once with a dark colour scheme, after it has been
 * open for a while. Run by {@code scripts/pictures}: {@code CHROMIUM URL SECONDS WIDTH HEIGHT PREFIX} writes
 * {@code PREFIX-light.png} and {@code PREFIX-dark.png}. Speaks the DevTools protocol, because the command line of
 * Chromium takes a picture as soon as a page has loaded.
 */
final class Screenshot implements WebSocket.Listener {

    private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+)");
    private static final int ANSWER_SECONDS = 60;

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();

    public static void main(String[] args) throws Exception {
        Path profile = Files.createTempDirectory("pictures-");
        Process browser = new ProcessBuilder(
                        args[0],
                        "--headless",
                        "--no-sandbox", // the page is our own, and root has no other way
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            HttpClient http = HttpClient.newHttpClient();
            URI page = page(http, port(browser));
            Screenshot shot = new Screenshot();
            WebSocket socket =
                    http.newWebSocketBuilder().buildAsync(page, shot).get(ANSWER_SECONDS, TimeUnit.SECONDS);
            shot.take(socket, args[1], Integer.parseInt(args[2]), args[3], args[4], args[5]);
            socket.abort();
        } finally {
            browser.destroy();
            browser.waitFor(10, TimeUnit.SECONDS);
            delete(profile);
        }
    }

    private void take(WebSocket socket, String url, int seconds, String width, String height, String prefix)
            throws Exception {
        call(
                socket,
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":2,\"mobile\":false}");
        call(socket, "Page.navigate", "{\"url\":\"" + url + "\"}");
        TimeUnit.SECONDS.sleep(seconds);
        for (String scheme : List.of("light", "dark")) {
            call(
                    socket,
                    "Emulation.setEmulatedMedia",
                    "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]}");
            TimeUnit.SECONDS.sleep(1);
            Matcher data = Pattern.compile("\"data\":\"([^\"]+)\"")
                    .matcher(call(socket, "Page.captureScreenshot", "{\"format\":\"png\"}"));
            if (!data.find()) {
                throw new IOException("the browser took no picture of " + url);
            }
            Files.write(Path.of(prefix + "-" + scheme + ".png"), Base64.getDecoder().decode(data.group(1)));
        }
    }

    private String call(WebSocket socket, String method, String parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            Matcher id = ID.matcher(message);
            if (id.find()) {
                CompletableFuture<String> answer = answers.remove(Integer.valueOf(id.group(1)));
                if (answer != null) {
                    answer.complete(message);
                }
            }
        }
        socket.request(1);
        return null;
    }

    /** From the line that Chromium writes when it listens; what it writes after that is thrown away. */
    private static int port(Process browser) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(browser.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher listening = Pattern.compile("DevTools listening on ws://[^:]+:(\\d+)/").matcher(line);
            if (listening.find()) {
                Thread drain = new Thread(() -> lines.lines().forEach(rest -> {}));
                drain.setDaemon(true);
                drain.start();
                return Integer.parseInt(listening.group(1));
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    private static URI page(HttpClient http, int port) throws Exception {
        String targets = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build(),
                        BodyHandlers.ofString())
                .body();
        Matcher page = Pattern.compile("\"webSocketDebuggerUrl\": *\"(ws://[^\"]*/page/[^\"]+)\"").matcher(targets);
        if (!page.find()) {
            throw new IOException("the browser has no page: " + targets);
        }
        return URI.create(page.group(1));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
