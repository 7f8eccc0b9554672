package io.inceptionstreams.image;

import io.inceptionstreams.event.Reason;
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
final class Statuses {

    private Statuses() {}

    /** What to do with a response that is not a failure. */
    sealed interface Verdict {}

    /** The body is the image. */
    enum Here implements Verdict {
        HERE
    }

    /** Another request is needed. */
    record Elsewhere(String location) implements Verdict {}

    static Verdict judge(HttpResponse response, String uri) throws ImageException {
        int status = response.getCode();
        switch (status) {
            case 200 -> {
                refuseEncoded(response, uri);
                return Here.HERE;
            }
            case 301, 302, 303, 307, 308 -> {
                String location = header(response, "Location");
                if (location == null) {
                    throw failed(status, "without a location, from " + uri);
                }
                return new Elsewhere(location);
            }
            case 404, 410 ->
                throw ImageException.permanent(Reason.SOURCE_NOT_FOUND, "HTTP status " + status + " from " + uri);
            case 408, 425, 429 -> throw passing(response, uri);
            default -> throw status >= 500 ? passing(response, uri) : failed(status, "from " + uri);
        }
    }

    private static ImageException failed(int status, String detail) {
        return ImageException.permanent(Reason.SOURCE_FAILED, "HTTP status " + status + " " + detail);
    }

    private static ImageException passing(HttpResponse response, String uri) {
        return ImageException.passing("HTTP status " + response.getCode() + " from " + uri, retryAfter(response));
    }

    /** Nobody asked for compression, and a decompressor would need limits of its own. */
    private static void refuseEncoded(HttpResponse response, String uri) throws ImageException {
        String encoding = header(response, "Content-Encoding");
        if (encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
            throw ImageException.permanent(
                    Reason.SOURCE_FAILED, "content encoding " + encoding + ", which was not asked for, from " + uri);
        }
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

    private static @Nullable String header(HttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }
}
