package io.inceptionstreams.model.remote;

import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A file over HTTP, bounded in bytes and time, which is what its digest says. The JDK's client, because the address is the
 * operator's own: the guard that an event's URI needs would keep him from his own network.
 */
final class Download {

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final int OK = 200;

    private Download() {}

    /** Redirects are followed, though not out of HTTPS. A signed request is redirected nowhere: its headers would go along. */
    static void fetch(HttpRequest request, Path file, long maxBytes, Duration limit, String sha256)
            throws IOException, InterruptedException, ModelException {
        boolean signed = request.headers().firstValue("authorization").isPresent();
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT.compareTo(limit) < 0 ? CONNECT : limit)
                .followRedirects(signed ? HttpClient.Redirect.NEVER : HttpClient.Redirect.NORMAL)
                .build();
        // The client's own timeout ends with the headers; this one covers the body.
        FutureTask<String> task = new FutureTask<>(() -> save(client, request, file, maxBytes));
        Thread thread = new Thread(task, "model-fetch");
        thread.setDaemon(true);
        thread.start();
        try {
            String found = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!found.equals(sha256)) {
                throw new ModelException("model.sha256: the archive's is " + found + ", must be " + sha256);
            }
        } catch (TimeoutException e) {
            throw new ModelException("the archive did not arrive within model.fetch-timeout = " + limit, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ModelException refused) {
                throw refused;
            }
            throw new ModelException("the archive cannot be fetched: " + e.getCause(), e);
        } finally {
            task.cancel(true);
        }
    }

    private static String save(HttpClient client, HttpRequest request, Path file, long maxBytes)
            throws IOException, InterruptedException, ModelException {
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body();
                DigestInputStream in = new DigestInputStream(body, MessageDigest.getInstance("SHA-256"));
                OutputStream out = Files.newOutputStream(file)) {
            if (response.statusCode() != OK) {
                throw new ModelException("the server answers " + response.statusCode());
            }
            Bounded.copy(in, out, maxBytes);
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
