package io.inceptionstreams.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Map;

/** A whole answer, in memory: the largest, a scrape, is some hundred kilobytes. */
@SuppressWarnings("ArrayRecordComponent") // written to a socket once, never compared
record Answer(int status, String contentType, byte[] body) {

    private static final ObjectMapper mapper = new ObjectMapper();

    static Answer ok(String contentType, byte[] body) {
        return new Answer(200, contentType, body);
    }

    static Answer json(int status, Object value) {
        try {
            return new Answer(status, "application/json", mapper.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    /** For programs, as everything but the page: {@code {"status":404,"error":"..."}}. */
    static Answer error(int status, String error) {
        return json(status, new Refusal(status, error));
    }

    /** What is wrong with a request. */
    record Refusal(int status, String error) {}

    /** Sent with every answer: the page may load its own two files, ask this server, and be in no frame. */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");
}
