package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Reason;
import java.io.IOException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a source sends for one request, whether it is body or not: informational answers, heads, the lengths and
 * extensions of chunks, trailers. Belongs to one connection, and to its I/O thread alone.
 */
final class ExchangeBytes {

    /** Everything before the body, informational answers included. Browsers stop at about as many. */
    static final int HEADS = 256 << 10;

    /** What all that is not body may have besides {@code fetch.max-bytes}. */
    static final int OVERHEAD = 1 << 20;

    /** 103 and 102. (The client does not report 100, which {@link #HEADS} bounds.) */
    static final int INFORMATIONAL = 16;

    private static final String ATTRIBUTE = ExchangeBytes.class.getName();

    private final int maxBytes;
    private long received;
    private boolean inBody;
    private int informational;

    ExchangeBytes(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A source that sends without end, or more than an image may have. */
    static final class Flood extends IOException {

        private final Reason reason;

        Flood(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    /** What counts the exchange of the context; null before its connection has begun it. */
    static @Nullable ExchangeBytes of(HttpContext context) {
        return (ExchangeBytes) context.getAttribute(ATTRIBUTE);
    }

    /** The connection's next exchange begins. */
    void begin(HttpContext context) {
        received = 0;
        inBody = false;
        informational = 0;
        context.setAttribute(ATTRIBUTE, this);
    }

    void received(int bytes) throws Flood {
        received += Math.max(0, bytes);
        if (!inBody && received > HEADS) {
            throw new Flood(Reason.SOURCE_FAILED, "the source sent more than " + HEADS + " bytes before a body");
        }
        if (received > maxBytes + (long) OVERHEAD) {
            throw new Flood(
                    Reason.SOURCE_TOO_LARGE,
                    "the source sent more bytes than fetch.max-bytes = " + maxBytes + " and " + OVERHEAD
                            + " for what is no body");
        }
    }

    void informationalAnswer() throws Flood {
        if (++informational > INFORMATIONAL) {
            throw new Flood(
                    Reason.SOURCE_FAILED, "the source sent more than " + INFORMATIONAL + " informational answers");
        }
    }

    void bodyBegins() {
        inBody = true;
    }
}
