package io.inceptionstreams.network.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A minified JavaScript module that exports one value: an object literal, or a string of base64. The wrapper around it
 * (browserify's, or any other) is skipped: the value is what {@code exports=} is given. Nothing is executed.
 */
final class ScriptModule {

    private static final Pattern OBJECT = Pattern.compile("exports\\s*=\\s*(?=\\{)");
    private static final Pattern BASE64 = Pattern.compile("exports\\s*=\\s*([\"'])([A-Za-z0-9+/]++={0,2})\\1");
    /** Strings are matched first, so that what looks like a shortened boolean in a string stays as it is. */
    private static final Pattern STRING_OR_BOOLEAN =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|!([01])");

    private static final JsonMapper LENIENT = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
                    .build())
            .build();

    private ScriptModule() {}

    /** The exported object literal; {@code !0} and {@code !1} are what minifiers make of true and false. */
    static JsonNode object(String file, byte[] script) throws IOException, WeightsException {
        String text = new String(script, StandardCharsets.UTF_8);
        Matcher start = OBJECT.matcher(text);
        if (!start.find()) {
            throw new WeightsException(file + ": exports no object");
        }
        String literal = STRING_OR_BOOLEAN
                .matcher(text.substring(start.end()))
                .replaceAll(found -> found.group(1) == null
                        ? Matcher.quoteReplacement(found.group())
                        : Boolean.toString(found.group(1).equals("0")));
        // The parser stops behind the first value: the rest of the wrapper is not read.
        try (JsonParser parser = LENIENT.createParser(literal)) {
            return LENIENT.readTree(parser);
        }
    }

    static byte[] base64(String file, byte[] script) throws WeightsException {
        Matcher found = BASE64.matcher(new String(script, StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            throw new WeightsException(file + ": exports no base64");
        }
        try {
            return Base64.getDecoder().decode(found.group(2));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file + ": its base64 is damaged: " + e.getMessage(), e);
        }
    }
}
