package io.inceptionstreams.model.remote;

import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What to ask for: {@code https://...} as it is, {@code s3://BUCKET/KEY} as a request that is signed where it can be. */
final class Address {

    private Address() {}

    static HttpRequest request(ModelSettings settings, Map<String, String> environment, Clock clock)
            throws ModelException {
        String shown = settings.shownPlace();
        URI uri;
        try {
            uri = new URI(settings.place());
        } catch (URISyntaxException e) { // no cause of the error: its message has the whole address
            throw new ModelException("model: is no address, " + e.getReason() + ": " + shown);
        }
        if (uri.getRawAuthority() == null || uri.getRawAuthority().contains("@")) {
            throw new ModelException("model: must have a host, and no user-info: " + shown);
        }
        return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
            case "https" -> HttpRequest.newBuilder(uri).build();
            case "s3" -> s3(uri, environment, clock.instant());
            default -> throw new ModelException("model: must be a folder, s3://... or https://..., is " + shown);
        };
    }

    private static HttpRequest s3(URI uri, Map<String, String> environment, Instant now) throws ModelException {
        String bucket = uri.getRawAuthority();
        if (uri.getRawPath().length() < 2 || uri.getRawQuery() != null) {
            throw new ModelException("model: must be s3://BUCKET/KEY, is s3://" + bucket + uri.getRawPath());
        }
        String key = S3Signature.encodedPath(uri.getPath());
        String region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION").orElse("us-east-1");
        Optional<String> endpoint = first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
        URI target;
        if (endpoint.isPresent()) {
            target = URI.create(endpoint.get().replaceFirst("/+$", "") + "/" + bucket + key);
        } else if (bucket.contains(".")) { // no certificate of Amazon's is for such a host
            target = URI.create("https://s3." + region + ".amazonaws.com/" + bucket + key);
        } else {
            target = URI.create("https://" + bucket + ".s3." + region + ".amazonaws.com" + key);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(target);
        Optional<String> id = first(environment, "AWS_ACCESS_KEY_ID");
        Optional<String> secret = first(environment, "AWS_SECRET_ACCESS_KEY");
        if (id.isPresent() && secret.isPresent()) {
            new S3Signature(id.get(), secret.get(), first(environment, "AWS_SESSION_TOKEN"), region)
                    .headers(target, Map.of(), now)
                    .forEach(request::header);
        }
        return request.build();
    }

    private static Optional<String> first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
