package io.inceptionstreams.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The event that asks for labels: one image, by reference.
 *
 * @param id the sender's name for this event, 1 to 256 characters; echoed, and never interpreted
 * @param uri where the image is: {@code data:}, {@code http:}, {@code https:}, {@code file:}
 * @param labels how many labels to answer with, best first, 1 to 1000; null for the configured number
 * @param deadline when the result loses its value, in the years 0 to 9999; null for the configured time after intake
 * @param attributes free content that is echoed in the result, not to be changed any more; null when the event has none
 */
public record ImageReference(
        String id,
        String uri,
        @Nullable Integer labels,
        @Nullable Instant deadline,
        @Nullable ObjectNode attributes) {

    static final int MAX_ID = 256;
    static final int MAX_LABELS = 1000;
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    public ImageReference {
        if (id.isEmpty() || Text.characters(id) > MAX_ID) {
            throw new IllegalArgumentException("id: expected 1 to " + MAX_ID + " characters: " + Text.quoted(id));
        }
        if (uri.isEmpty()) {
            throw new IllegalArgumentException("uri: must not be empty");
        }
        if (labels != null && (labels < 1 || labels > MAX_LABELS)) {
            throw new IllegalArgumentException("labels: expected 1 to " + MAX_LABELS + ": " + labels);
        }
        if (deadline != null && !hasFourDigitYear(deadline)) {
            throw new IllegalArgumentException("deadline: expected a year from 0 to 9999: " + deadline);
        }
    }

    /** RFC 3339 has no other years; an offset can carry an instant out of them. */
    static boolean hasFourDigitYear(Instant instant) {
        return !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST);
    }
}
