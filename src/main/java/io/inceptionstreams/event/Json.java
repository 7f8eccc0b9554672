package io.inceptionstreams.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Jackson as events need it: strict, bounded, and exact about numbers that are only echoed. */
final class Json {

    /** Levels of {@code attributes}, itself included. */
    static final int MAX_ATTRIBUTES_DEPTH = 16;

    /**
     * A string may be as long as the event: a {@code data:} URI is one, and the broker's {@code message.max.bytes}
     * bounds it. What could cost more than its bytes has a bound here: depth, the number of tokens, the digits of a
     * number.
     */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(1 + MAX_ATTRIBUTES_DEPTH)
            .maxTokenCount(100_000)
            .maxDocumentLength(-1)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(50_000)
            .maxNumberLength(1_000)
            .build();

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Java's own writes a float at a third of the speed, and before JDK 19 with more digits than it takes.
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Values are UTF-8; guessing would read UTF-16 and UTF-32 too.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Interned strings of strangers would stay in the JVM's table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Thread-safe. Echoed fractions stay as precise as they came: 1e400 is no double, and 1.10 no 1.1. */
    static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final ObjectReader TREE = MAPPER.readerFor(JsonNode.class);

    private Json() {}

    /** Returns the value if it is there, bare, and UTF-8. */
    static byte[] requireUtf8(byte @Nullable [] value) throws InvalidEventException {
        if (value == null) {
            throw new InvalidEventException("byte 0", "no value (a tombstone), expected a JSON object");
        }
        String preamble = Preamble.problem(value);
        if (preamble != null) {
            throw new InvalidEventException("byte 0", preamble);
        }
        int malformed = Text.firstMalformedByte(value);
        if (malformed >= 0) {
            throw new InvalidEventException("byte " + malformed, "not UTF-8");
        }
        return value;
    }

    /** Reads the value that begins at the parser's current token, and leaves the parser at its end. */
    static JsonNode tree(JsonParser parser) throws IOException, InvalidEventException {
        try {
            return TREE.readValue(parser);
        } catch (NumberFormatException e) {
            // 1e9999999999 is good JSON, and Jackson lets BigDecimal's exception through.
            throw new InvalidEventException(place(parser), "a number with too large an exponent");
        }
    }

    static String place(JsonParser parser) {
        return "byte " + Math.max(0, parser.currentTokenLocation().getByteOffset());
    }

    /** Refuses values that UTF-8 cannot carry; Jackson itself refuses such names. Reading has bounded the recursion. */
    static void requireWellFormed(ObjectNode attributes) throws InvalidEventException {
        String broken = pathToBrokenText(attributes);
        if (broken != null) {
            throw new InvalidEventException("/attributes" + broken, "half a surrogate pair, expected Unicode text");
        }
    }

    private static @Nullable String pathToBrokenText(JsonNode node) {
        if (node.isTextual()) {
            return Text.isWellFormed(node.textValue()) ? null : "";
        }
        for (var member : node.properties()) {
            String broken = pathToBrokenText(member.getValue());
            if (broken != null) {
                return '/' + member.getKey() + broken;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            String broken = pathToBrokenText(node.get(i));
            if (broken != null) {
                return "/" + i + broken;
            }
        }
        return null;
    }

    static InvalidEventException malformed(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? "JSON"
                : "byte " + Math.max(0, e.getLocation().getByteOffset());
        return new InvalidEventException(where, e.getOriginalMessage());
    }
}
