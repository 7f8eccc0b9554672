package io.inceptionstreams.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The event that asks for labels: one image, by reference.
 *
 * @param id the sender's name for this event; echoed, and never interpreted
 * @param uri where the image is: {@code data:}, {@code http:}, {@code https:}, {@code file:}
 * @param labels how many labels to answer with, best first; null for the configured number
 * @param deadline when the answer loses its worth; null for the configured time after intake
 * @param attributes free content that is echoed in the result; null when the event has none
 */
public record ImageReference(
        String id,
        String uri,
        @Nullable Integer labels,
        @Nullable Instant deadline,
        @Nullable ObjectNode attributes) {}
