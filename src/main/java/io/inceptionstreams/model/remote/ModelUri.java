package io.inceptionstreams.model.remote;

import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelSettings;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to ask for: {@code https://...} as it is, {@code s3://BUCKET/KEY} as a request that is signed where it can be. */
final class ModelUri {

    private static final Pattern S3 =
            Pattern.compile("(?i:s3)://(?<bucket>[A-Za-z0-9._-]+)(?<key>/[^?#]+)", Pattern.DOTALL);

    private ModelUri() {}

    static HttpRequest request(ModelSettings settings, Map<String, String> environment, Clock clock)
            throws ModelException {
        String place = settings.place();
        String shown = settings.shownPlace();
        try {
            return switch (Uri.scheme(place)) {
                case "https" -> https(Uri.parse(place), shown);
                case "s3" -> s3(place, shown, environment, clock.instant());
                default -> throw new ModelException("model: must be a folder, s3://... or https://..., is " + shown);
            };
        } catch (MalformedUriException e) {
            throw new ModelException("model: is no address, " + e.getMessage() + ": " + shown, e);
        }
    }

    private static HttpRequest https(Uri uri, String shown) throws ModelException {
        if (uri.hasUserInfo()) {
            throw new ModelException("model: must have a host, and no user-info: " + shown);
        }
        return HttpRequest.newBuilder(java(uri)).build();
    }

    /** As the JDK's client wants it. */
    static URI java(Uri uri) throws ModelException {
        URI same = URI.create(uri.toString());
        if (same.getHost() == null) {
            throw new ModelException("model: the JDK's HTTP client takes no host with an underscore: " + uri.host());
        }
        return same;
    }

    private static HttpRequest s3(String place, String shown, Map<String, String> environment, Instant now)
            throws ModelException, MalformedUriException {
        Matcher parts = S3.matcher(place.strip());
        if (!parts.matches()) {
            throw new ModelException(
                    "model: must be s3://BUCKET/KEY, with ? and # of the key as %3F and %23, is " + shown);
        }
        String bucket = parts.group("bucket");
        String key = S3Signature.encodedPath(Uri.octets(place.strip(), parts.start("key"), parts.end("key")));
        String region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION").orElse("us-east-1");
        Optional<String> endpoint = first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
        URI target;
        if (endpoint.isPresent()) {
            target = URI.create(endpoint.get().replaceFirst("/+$", "") + "/" + bucket + key);
        } else if (!bucket.matches("[a-z0-9-]+")) { // no host, or none that a certificate of Amazon's is for
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
