package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Events whose every field is at or about an extreme of what the schema allows, from a seed. Some are beyond it: nothing
 * that a broker holds may stop a task.
 */
final class ExtremeEvents {

    private static final List<String> TIMES = List.of(
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00Z",
            "1677-09-21T00:12:43.145224192Z", // where the nanoseconds of a long begin
            "1969-12-31T23:59:59.999999999Z",
            "1970-01-01T00:00:00Z",
            "2026-11-22T12:00:00Z",
            "2026-11-22T12:00:00.000000001Z",
            "2038-01-19T03:14:08Z",
            "2262-04-11T23:47:16.854775808Z", // and where they end
            "2318-11-22T12:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59-18:00",
            "0000-01-01T00:00:00+18:00",
            "2024-02-29T23:59:59-00:00",
            "2023-02-29T00:00:00Z",
            "2026-12-31T23:59:60Z",
            "-999999999-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "0.0",
            "1",
            "-1",
            "1000",
            "1001",
            "2147483647",
            "-2147483649",
            "9223372036854775807",
            "-9223372036854775809",
            "1e308",
            "1e-400",
            "1e999999999",
            "-1e-999999999",
            "1E+2147483647",
            "0." + "0".repeat(400) + "1",
            "9".repeat(900));

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\\u0000",
            "\\ud83d\\udc1e",
            "\\ud800",
            "\u202e\u0085\u2028",
            "e\u0301",
            "\\\\\\\"\\/\\b\\f\\n\\r\\t",
            "x".repeat(255),
            "x".repeat(256),
            "\ud83d\udc1e".repeat(256),
            "x".repeat(257),
            "%".repeat(1_000),
            "/../".repeat(20_000));

    private static final List<String> URIS = List.of(
            "data:,",
            "data:",
            "data:;base64,",
            "data:image/png;base64," + "A".repeat(60_000),
            "data:," + "%41".repeat(20_000),
            "file:///",
            "file://" + "/a".repeat(50_000),
            "http://[::1]:65536/",
            "http://a:b@%00/" + "?".repeat(10_000),
            "http://" + "a.".repeat(5_000) + "b/",
            "://",
            ":".repeat(30_000),
            "a+b-c.1:" + "(".repeat(30_000));

    private final Random random;

    ExtremeEvents(long seed) {
        this.random = new Random(seed);
    }

    byte[] next() {
        StringBuilder json = new StringBuilder("{");
        field(json, 0.97, "id", () -> quoted(random.nextInt(4) == 0 ? any(TEXTS) : "id-" + random.nextInt()));
        field(json, 0.97, "uri", () -> quoted(random.nextInt(4) == 0 ? any(TEXTS) : any(URIS)));
        field(json, 0.4, "labels", () -> random.nextInt(3) == 0 ? any(NUMBERS) : "" + (1 + random.nextInt(1_000)));
        field(json, 0.6, "deadline", () -> quoted(any(TIMES)));
        field(json, 0.4, "attributes", () -> attributes(random.nextInt(19)));
        return json.append('}').toString().getBytes(UTF_8);
    }

    private void field(StringBuilder json, double share, String name, Supplier<String> value) {
        if (random.nextDouble() < share) {
            json.append(json.length() > 1 ? "," : "")
                    .append(quoted(name))
                    .append(':')
                    .append(value.get());
        }
    }

    /** Objects and arrays in turn, with a leaf of each kind at the bottom, or many of one. */
    private String attributes(int depth) {
        StringBuilder open = new StringBuilder();
        StringBuilder close = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            boolean object = random.nextBoolean() || i == 0;
            open.append(object ? "{" + quoted(any(TEXTS)) + ":" : "[");
            close.insert(0, object ? '}' : ']');
        }
        return depth == 0 ? "{" + members(random.nextInt(2_000)) + "}" : open + leaf() + close;
    }

    private String members(int count) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < count; i++) {
            members.append(i == 0 ? "" : ",")
                    .append(quoted("m" + i))
                    .append(':')
                    .append(leaf());
        }
        return members.toString();
    }

    private String leaf() {
        return switch (random.nextInt(5)) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> any(NUMBERS);
            case 3 -> "[]";
            default -> quoted(TEXTS.get(random.nextInt(8)));
        };
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
