package io.inceptionstreams.model.remote;

import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import io.inceptionstreams.util.DaemonThreads;
import io.inceptionstreams.util.Sha256;
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
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A file over HTTP, bounded in bytes and time, which is what its digest says. The JDK's client, because the address is the
 * operator's own: the guard that an event's URI needs would close the operator's own network.
 */
final class Download {

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 5;

    private Download() {}

    /** Redirects are followed, though not out of HTTPS. A signed request is redirected nowhere: its headers would go along. */
    static void fetch(HttpRequest request, Path file, long maxBytes, Duration limit, String sha256)
            throws IOException, InterruptedException, ModelException {
        // Redirects are followed here: the JDK's client resolves them by an older RFC, and not at all with a blank in
        // them.
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT.compareTo(limit) < 0 ? CONNECT : limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        // The client's own timeout ends with the headers; this one covers the body.
        FutureTask<String> task = new FutureTask<>(() -> save(client, request, file, maxBytes));
        DaemonThreads.of("model-fetch", task).start();
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

    private static HttpResponse<InputStream> follow(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException, ModelException {
        boolean signed = request.headers().firstValue("authorization").isPresent();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        for (int hops = 0; !signed && REDIRECTS.contains(response.statusCode()); hops++) {
            response.body().close();
            if (hops == MOST_REDIRECTS) {
                throw new ModelException("the server redirects more than " + MOST_REDIRECTS + " times");
            }
            response = client.send(redirected(response), BodyHandlers.ofInputStream());
        }
        return response;
    }

    private static HttpRequest redirected(HttpResponse<InputStream> response) throws ModelException {
        String location = response.headers().firstValue("location").orElse("");
        try {
            Uri from = Uri.parse(response.uri().toString());
            Uri to = from.resolveHeader(location);
            if (to.hasUserInfo()
                    || to.host().isEmpty()
                    || (from.scheme().equals("https") && !to.scheme().equals("https"))) {
                throw new ModelException("the server redirects to " + to.shown() + ", which is not followed");
            }
            return HttpRequest.newBuilder(ModelUri.java(to)).build();
        } catch (MalformedUriException e) {
            throw new ModelException(
                    "the server redirects to " + Uri.shown(location) + ", which is malformed: " + e.getMessage(), e);
        }
    }

    private static String save(HttpClient client, HttpRequest request, Path file, long maxBytes)
            throws IOException, InterruptedException, ModelException {
        HttpResponse<InputStream> response = follow(client, request);
        try (InputStream body = response.body();
                DigestInputStream in = new DigestInputStream(body, Sha256.digest());
                OutputStream out = Files.newOutputStream(file)) {
            if (response.statusCode() != OK) {
                throw new ModelException("the server answers " + response.statusCode());
            }
            BoundedCopy.copy(in, out, maxBytes);
            return Sha256.hex(in.getMessageDigest().digest());
        }
    }
}
