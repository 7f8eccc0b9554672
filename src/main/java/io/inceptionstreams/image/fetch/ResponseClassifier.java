package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a response means. 401 and 403 are {@code SOURCE_FAILED}: {@code SOURCE_FORBIDDEN} is kept for what our
 * own configuration forbids.
 */
final class ResponseClassifier {

    private ResponseClassifier() {}

    /** What to do with a response. */
    sealed interface Verdict {}

    /** The body is the image. */
    enum Here implements Verdict {
        HERE
    }

    /** Another request is needed. {@code location} is the header's value, its bytes read as Latin-1. */
    record Elsewhere(String location) implements Verdict {}

    /**
     * There is no image.
     *
     * @param what the status, and what the head says of it besides
     * @param isTransient whether another attempt may succeed
     * @param notBefore how long the source asked to be left alone
     * @param code an object store's word for what is wrong, when the head has it
     */
    record Failed(
            Reason reason,
            String what,
            boolean isTransient,
            Duration notBefore,
            @Nullable String code) implements Verdict {

        /** @param found the object store's word from the body, when it is there */
        ImageException exception(@Nullable String found, String uri) {
            String word = found != null ? found : code;
            String detail = uri + ": " + what + (word == null ? "" : " (" + word + ")");
            return isTransient ? ImageException.passing(detail, notBefore) : ImageException.permanent(reason, detail);
        }
    }

    static Verdict judge(HttpResponse response) {
        int status = response.getCode();
        switch (status) {
            case 200 -> {
                return Here.HERE;
            }
            case 301, 302, 303, 307, 308 -> {
                String location = header(response, "Location");
                return location == null
                        ? failed(response, Reason.SOURCE_FAILED, "HTTP status " + status + " without a location")
                        : new Elsewhere(location);
            }
            case 404, 410 -> {
                return failed(response, Reason.SOURCE_NOT_FOUND, "HTTP status " + status);
            }
            case 408, 425, 429 -> {
                return passing(response);
            }
            default -> {
                return status >= 500
                        ? passing(response)
                        : failed(response, Reason.SOURCE_FAILED, "HTTP status " + status);
            }
        }
    }

    private static Failed failed(HttpResponse response, Reason reason, String what) {
        return new Failed(reason, what, false, Duration.ZERO, StoreError.inHead(response));
    }

    private static Failed passing(HttpResponse response) {
        return new Failed(
                Reason.SOURCE_FAILED,
                "HTTP status " + response.getCode(),
                true,
                retryAfter(response),
                StoreError.inHead(response));
    }

    /** Seconds, or a date, which is measured by the server's own clock; zero when it cannot be read. */
    static Duration retryAfter(HttpResponse response) {
        String after = header(response, "Retry-After");
        if (after == null) {
            return Duration.ZERO;
        }
        if (after.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(after));
        }
        String now = header(response, "Date");
        try {
            Duration wait = now == null ? Duration.ZERO : Duration.between(date(now), date(after));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException e) {
            // A server's broken header is no reason to fail: the backoff applies.
            return Duration.ZERO;
        }
    }

    private static ZonedDateTime date(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    static @Nullable String header(HttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }
}
