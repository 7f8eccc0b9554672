package io.inceptionstreams.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes a value. Space around the text does not count.
 *
 * @param name what the table says
 * @param expected what an error says, after "expected"
 * @param parser throws an {@link IllegalArgumentException} or {@link ArithmeticException} on any other text
 */
record Type<T>(String name, String expected, Function<String, T> parser) {

    private static final Pattern QUANTITY = Pattern.compile("(\\d+) *([A-Za-z]*)");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Map<String, Long> BYTES = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final Map<String, Long> MILLISECONDS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    /** @throws IllegalArgumentException whose message says what was expected, and does not repeat the text */
    T parse(String text) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("expected " + expected, e);
        }
    }

    static Type<String> string() {
        return new Type<>("string", "a text that is not empty", Type::notEmpty);
    }

    static Type<Path> path() {
        return new Type<>("path", "a path", text -> Path.of(notEmpty(text)));
    }

    static Type<String> sha256() {
        return new Type<>("SHA-256", "64 lower-case hexadecimal digits", text -> {
            require(SHA256.matcher(text).matches());
            return text;
        });
    }

    static Type<Boolean> bool() {
        return oneOf(Map.of("true", true, "false", false), List.of("true", "false"));
    }

    static Type<Integer> integer(int min, int max) {
        String range = min + " to " + max;
        return new Type<>("integer, " + range, "an integer from " + range, text -> {
            int value = Integer.parseInt(text);
            require(value >= min && value <= max);
            return value;
        });
    }

    /** A count that may be beyond an integer. */
    static Type<Long> count(long min, long max) {
        String range = min + " to " + max;
        return new Type<>("integer, " + range, "an integer from " + range, text -> {
            long value = Long.parseLong(text);
            require(value >= min && value <= max);
            return value;
        });
    }

    /** Above 0, and at most 1. */
    static Type<Double> fraction() {
        return new Type<>("fraction", "a number above 0 and at most 1", text -> {
            double value = Double.parseDouble(text);
            require(value > 0 && value <= 1);
            return value;
        });
    }

    /** Bytes. The bounds are written as a user would write them. */
    static Type<Long> size(String min, String max) {
        long least = bytes(min);
        long most = bytes(max);
        String range = min + " to " + max;
        return new Type<>("size, " + range, "a size from " + range + ", in B, KiB, MiB or GiB", text -> {
            long value = bytes(text);
            require(value >= least && value <= most);
            return value;
        });
    }

    /** The bounds are written as a user would write them. */
    static Type<Duration> duration(String min, String max) {
        long least = milliseconds(min);
        long most = milliseconds(max);
        String range = min + " to " + max;
        return new Type<>("duration, " + range, "a duration from " + range + ", in ms, s, m or h", text -> {
            long value = milliseconds(text);
            require(value >= least && value <= most);
            return Duration.ofMillis(value);
        });
    }

    /** One of the texts themselves. */
    static Type<String> oneOf(String... texts) {
        return oneOf(
                Arrays.stream(texts).collect(Collectors.toMap(Function.identity(), Function.identity())),
                List.of(texts));
    }

    /** The constants in lower case, with {@code -} for {@code _}. */
    static <E extends Enum<E>> Type<E> oneOf(Class<E> constants) {
        UnaryOperator<String> spelling = name -> name.toLowerCase(Locale.ROOT).replace('_', '-');
        List<E> all = List.of(constants.getEnumConstants());
        return oneOf(
                all.stream()
                        .collect(Collectors.toMap(constant -> spelling.apply(constant.name()), Function.identity())),
                all.stream().map(constant -> spelling.apply(constant.name())).toList());
    }

    private static <T> Type<T> oneOf(Map<String, T> values, List<String> order) {
        String alternatives = String.join(" or ", order);
        return new Type<>(alternatives, alternatives, text -> {
            T value = values.get(text);
            if (value == null) {
                throw new IllegalArgumentException(text);
            }
            return value;
        });
    }

    /** Comma-separated; the empty text is the empty list, an empty element is an error. */
    Type<List<T>> list() {
        return new Type<>(
                "list of " + name,
                "a list, separated by commas, each " + expected,
                text -> text.isEmpty()
                        ? List.of()
                        : Arrays.stream(text.split(",", -1)).map(this::parse).toList());
    }

    /** The empty text is no value. */
    Type<Optional<T>> optional() {
        return new Type<>(
                name + ", or empty",
                expected + ", or nothing",
                text -> text.isEmpty() ? Optional.empty() : Optional.of(parse(text)));
    }

    private static String notEmpty(String text) {
        require(!text.isEmpty());
        return text;
    }

    private static long bytes(String text) {
        return quantity(text, BYTES);
    }

    private static long milliseconds(String text) {
        return quantity(text, MILLISECONDS);
    }

    /** The unit is never guessed: 10 could be seconds to one reader and milliseconds to another. */
    private static long quantity(String text, Map<String, Long> units) {
        Matcher matcher = QUANTITY.matcher(text);
        require(matcher.matches());
        Long unit = units.get(matcher.group(2));
        if (unit == null) {
            throw new IllegalArgumentException(text);
        }
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException();
        }
    }
}
