package io.inceptionstreams.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of the references topic: {@code schemas/image-reference.schema.json}, and stricter than the schema
 * where JSON Schema has no word for it (duplicate names, depth, half surrogate pairs). Thread-safe.
 *
 * <p>Tokens are read as they come: a tree would hold a {@code data:} URI of megabytes twice. Unknown fields are refused,
 * not skipped, so that a misspelt {@code deadline} is an answer and not a surprise.
 */
public final class EventReader {

    /** RFC 3339. Java's own parser also takes a time without seconds, and years beyond four digits. */
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private static final String EXPECTED_ID = "expected a string of 1 to " + ImageReference.MAX_ID + " characters";
    private static final String EXPECTED_URI = "expected a string that is not empty";
    private static final String EXPECTED_LABELS = "expected an integer from 1 to " + ImageReference.MAX_LABELS;
    private static final String EXPECTED_DEADLINE =
            "expected an RFC 3339 date-time with an offset, such as \"2026-11-22T21:00:00Z\"";

    /** @throws InvalidEventException when the value, null included, is not an image reference */
    public ImageReference read(byte @Nullable [] value) throws InvalidEventException {
        try (JsonParser parser = Json.MAPPER.createParser(Json.requireUtf8(value))) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new InvalidEventException(
                        Json.place(parser), "expected a JSON object, found " + described(first));
            }
            ImageReference reference = object(parser);
            if (parser.nextToken() != null) {
                throw new InvalidEventException(Json.place(parser), "expected nothing after the JSON object");
            }
            return reference;
        } catch (JsonProcessingException e) {
            throw Json.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static ImageReference object(JsonParser parser) throws IOException, InvalidEventException {
        String id = null;
        String uri = null;
        Integer labels = null;
        Instant deadline = null;
        ObjectNode attributes = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "id" -> id = id(parser);
                case "uri" -> uri = uri(parser);
                case "labels" -> labels = labels(parser);
                case "deadline" -> deadline = deadline(parser);
                case "attributes" -> attributes = attributes(parser);
                default ->
                    throw new InvalidEventException(
                            '/' + Text.bounded(field, 40), "unknown field; free content belongs in \"attributes\"");
            }
        }
        if (id == null) {
            throw new InvalidEventException("/id", EXPECTED_ID + ", found none");
        }
        if (uri == null) {
            throw new InvalidEventException("/uri", EXPECTED_URI + ", found none");
        }
        return new ImageReference(id, uri, labels, deadline, attributes);
    }

    private static String id(JsonParser parser) throws IOException, InvalidEventException {
        String id = text(parser, "/id", EXPECTED_ID);
        int characters = Text.characters(id);
        if (characters < 1 || characters > ImageReference.MAX_ID) {
            throw new InvalidEventException("/id", EXPECTED_ID + ", found " + characters);
        }
        return id;
    }

    private static String uri(JsonParser parser) throws IOException, InvalidEventException {
        String uri = text(parser, "/uri", EXPECTED_URI);
        if (uri.isEmpty()) {
            throw new InvalidEventException("/uri", EXPECTED_URI);
        }
        return uri;
    }

    private static Integer labels(JsonParser parser) throws IOException, InvalidEventException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new InvalidEventException("/labels", EXPECTED_LABELS + ", found " + described(parser.currentToken()));
        }
        // A number beyond int has more digits than four, and reading it as an int would throw.
        String digits = parser.getText();
        int labels = digits.length() > 4 ? 0 : parser.getIntValue();
        if (labels < 1 || labels > ImageReference.MAX_LABELS) {
            throw new InvalidEventException("/labels", EXPECTED_LABELS + ", found " + Text.bounded(digits, 20));
        }
        return labels;
    }

    private static Instant deadline(JsonParser parser) throws IOException, InvalidEventException {
        String text = text(parser, "/deadline", EXPECTED_DEADLINE);
        if (DATE_TIME.matcher(text).matches()) {
            try {
                Instant deadline = OffsetDateTime.parse(text).toInstant();
                if (ImageReference.hasFourDigitYear(deadline)) {
                    return deadline;
                }
            } catch (DateTimeException e) {
                throw new InvalidEventException("/deadline", EXPECTED_DEADLINE + ": " + e.getMessage());
            }
        }
        throw new InvalidEventException("/deadline", EXPECTED_DEADLINE + ", found " + Text.quoted(text));
    }

    private static ObjectNode attributes(JsonParser parser) throws IOException, InvalidEventException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidEventException(
                    "/attributes", "expected an object, found " + described(parser.currentToken()));
        }
        ObjectNode attributes = (ObjectNode) Json.tree(parser);
        Json.requireWellFormed(attributes);
        return attributes;
    }

    private static String text(JsonParser parser, String pointer, String expected)
            throws IOException, InvalidEventException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new InvalidEventException(pointer, expected + ", found " + described(parser.currentToken()));
        }
        String text = parser.getText();
        if (!Text.isWellFormed(text)) {
            throw new InvalidEventException(pointer, "half a surrogate pair, expected Unicode text");
        }
        return text;
    }

    private static String described(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> token.name();
        };
    }
}
