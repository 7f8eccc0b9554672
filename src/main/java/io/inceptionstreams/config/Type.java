package io.inceptionstreams.config;

import io.inceptionstreams.util.Bounds;
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
import java.util.stream.Stream;

/**
 * How the text of a setting becomes a value. Space around the text does not count.
 *
 * @param name what the table says
 * @param expected what an error says, after "expected"
 * @param extremes texts that must be accepted: the least and the most of a range, or all the alternatives. A test takes
 *     each of them through {@link Configuration}
 * @param parser throws an {@link IllegalArgumentException} or {@link ArithmeticException} on any other text
 */
record Type<T>(String name, String expected, List<String> extremes, Function<String, T> parser) {

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
        return new Type<>("string", "a text that is not empty", List.of("a"), Type::notEmpty);
    }

    static Type<Path> path() {
        return new Type<>("path", "a path", List.of("/"), text -> Path.of(notEmpty(text)));
    }

    static Type<String> sha256() {
        List<String> extremes = List.of("0".repeat(64), "f".repeat(64));
        return new Type<>("SHA-256", "64 lower-case hexadecimal digits", extremes, text -> {
            require(SHA256.matcher(text).matches());
            return text;
        });
    }

    static Type<Boolean> bool() {
        return oneOf(Map.of("true", true, "false", false), List.of("true", "false"));
    }

    static Type<Integer> integer(Bounds<Integer> bounds) {
        return bounded("integer", "an integer", "", bounds, Integer::parseInt, String::valueOf);
    }

    /** A count that may be beyond an integer. */
    static Type<Long> count(Bounds<Long> bounds) {
        return bounded("integer", "an integer", "", bounds, Long::parseLong, String::valueOf);
    }

    /** Above 0, and at most 1. */
    static Type<Double> fraction() {
        return new Type<>("fraction", "a number above 0 and at most 1", List.of("0.001", "1"), text -> {
            double value = Double.parseDouble(text);
            require(value > 0 && value <= 1);
            return value;
        });
    }

    /** Bytes. */
    static Type<Long> size(Bounds<Long> bounds) {
        return bounded("size", "a size", ", in B, KiB, MiB or GiB", bounds, Type::bytes, Type::bytesText);
    }

    static Type<Duration> duration(Bounds<Duration> bounds) {
        return bounded(
                "duration",
                "a duration",
                ", in ms, s, m or h",
                bounds,
                text -> Duration.ofMillis(milliseconds(text)),
                value -> millisecondsText(value.toMillis()));
    }

    private static <T extends Comparable<T>> Type<T> bounded(
            String name,
            String expected,
            String units,
            Bounds<T> bounds,
            Function<String, T> parser,
            Function<T, String> writer) {
        String least = writer.apply(bounds.least());
        String most = writer.apply(bounds.most());
        String range = least + " to " + most;
        return new Type<>(name + ", " + range, expected + " from " + range + units, List.of(least, most), text -> {
            T value = parser.apply(text);
            require(bounds.contain(value));
            return value;
        });
    }

    /** The constants in lower case, with {@code -} for {@code _}. */
    static <E extends Enum<E>> Type<E> oneOf(Class<E> constants) {
        return oneOf(constants, name -> name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The constants in lower case, as Kafka spells its own. */
    static <E extends Enum<E>> Type<E> oneOfKafkas(Class<E> constants) {
        return oneOf(constants, name -> name.toLowerCase(Locale.ROOT));
    }

    private static <E extends Enum<E>> Type<E> oneOf(Class<E> constants, UnaryOperator<String> spelling) {
        List<E> all = List.of(constants.getEnumConstants());
        return oneOf(
                all.stream()
                        .collect(Collectors.toMap(constant -> spelling.apply(constant.name()), Function.identity())),
                all.stream().map(constant -> spelling.apply(constant.name())).toList());
    }

    private static <T> Type<T> oneOf(Map<String, T> values, List<String> order) {
        String alternatives = String.join(" or ", order);
        return new Type<>(alternatives, alternatives, order, text -> {
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
                List.of("", String.join(",", extremes)),
                text -> text.isEmpty()
                        ? List.of()
                        : Arrays.stream(text.split(",", -1)).map(this::parse).toList());
    }

    /** As {@link #list}, with at least one element. */
    Type<List<T>> listOfSome() {
        Type<List<T>> any = list();
        return new Type<>(
                any.name(),
                any.expected(),
                List.of(extremes.get(0), String.join(",", extremes)),
                text -> any.parser().apply(notEmpty(text)));
    }

    /** The empty text is no value. */
    Type<Optional<T>> optional() {
        return new Type<>(
                name + ", or empty",
                expected + ", or nothing",
                Stream.concat(Stream.of(""), extremes.stream()).toList(),
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

    private static String bytesText(long bytes) {
        return quantityText(bytes, BYTES);
    }

    private static String millisecondsText(long milliseconds) {
        return quantityText(milliseconds, MILLISECONDS);
    }

    /** In the largest unit that leaves a whole number. */
    private static String quantityText(long value, Map<String, Long> units) {
        Map.Entry<String, Long> unit = units.entrySet().stream()
                .filter(each -> value % each.getValue() == 0 && (value > 0 || each.getValue() == 1))
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        return value / unit.getValue() + unit.getKey();
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
