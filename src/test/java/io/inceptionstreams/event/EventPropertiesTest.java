package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.testing.RandomCases;
import io.inceptionstreams.testing.RandomValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventPropertiesTest {

    private static final byte[] EVENT = ("{\"id\":\"7\",\"uri\":\"data:,é🐞\",\"labels\":3,"
                    + "\"deadline\":\"2026-11-22T21:00:00Z\",\"attributes\":{\"a\":[1.5,null,\"\\ud83d\\udc1e\"]}}")
            .getBytes(StandardCharsets.UTF_8);

    private static final String[] SPECIAL = {
        "{", "}", "[", "]", "\"", ",", ":", "\\ud800", "1e999999999", "1e9999999999", "-0", "null", "\\u0000"
    };

    private final EventReader eventReader = new EventReader();
    private final ResultReader resultReader = new ResultReader();
    private final EventWriter writer = new EventWriter();

    @Test
    void aReferenceSurvivesWritingAndReading() {
        RandomCases.check(300, random -> {
            ImageReference reference = reference(random);

            assertThat(eventReader.read(writer.write(reference))).isEqualTo(reference);
        });
    }

    @Test
    void aResultSurvivesWritingAndReading() {
        RandomCases.check(300, random -> {
            Labelled labelled = result(random);

            assertThat(resultReader.read(writer.write(labelled))).isEqualTo(labelled);
        });
    }

    @Test
    void whatIsWrittenPassesTheSchemas() {
        RandomCases.check(100, random -> {
            assertThat(Examples.violations(Examples.REFERENCE, writer.write(reference(random))))
                    .isEmpty();
            assertThat(Examples.violations(Examples.LABEL, writer.write(result(random))))
                    .isEmpty();
        });
    }

    @Test
    void anyBytesAreReadOrInvalid() {
        RandomCases.check(1_000, random -> readOrRefuse(random.bytes(0, 255)));
    }

    /** Bytes near an event go deeper than noise does. */
    @Test
    void anyDamageIsReadOrInvalid() {
        RandomCases.check(3_000, random -> {
            byte[] value = EVENT;
            for (int i = random.intBetween(1, 3); i > 0; i--) {
                value = damaged(value, random);
            }
            readOrRefuse(value);
        });
    }

    /** Whatever was read can also be written: a result must not fail on what its event said. */
    private void readOrRefuse(byte[] value) {
        try {
            ImageReference reference = eventReader.read(value);
            assertThat(eventReader.read(writer.write(reference))).isEqualTo(reference);
        } catch (InvalidEventException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThanOrEqualTo(InvalidEventException.MAX_MESSAGE);
        }
        try {
            Labelled labelled = resultReader.read(value);
            assertThat(labelled.labels()).isNotEmpty();
        } catch (InvalidEventException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThanOrEqualTo(InvalidEventException.MAX_MESSAGE);
        }
    }

    /** Up to three bytes are replaced by others, or by what is special in JSON. */
    private static byte[] damaged(byte[] value, RandomValues random) {
        int start = random.intBetween(0, value.length);
        int end = Math.min(start + random.intBetween(0, 3), value.length);
        String replacement = random.anyBoolean()
                ? new String(random.bytes(0, 3), StandardCharsets.ISO_8859_1)
                : random.oneOf(SPECIAL);
        String bytes = new String(value, StandardCharsets.ISO_8859_1);
        return (bytes.substring(0, start) + replacement + bytes.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ImageReference reference(RandomValues random) {
        return new ImageReference(
                random.text(256),
                random.text(300),
                random.nullOr(30, () -> random.intBetween(1, 1_000)),
                random.nullOr(30, () -> instant(random)),
                random.nullOr(30, () -> attributes(random)));
    }

    private static Labelled result(RandomValues random) {
        ImageReference reference = reference(random);
        List<Labelled.Label> labels = random.list(
                1,
                5,
                () -> new Labelled.Label(
                        random.text(20),
                        random.intBetween(0, Integer.MAX_VALUE),
                        random.intBetween(0, 1_000_000_000) / 1e9f));
        return new Labelled(
                reference.id(),
                EventWriter.withoutPayload(reference.uri()),
                labels,
                new Labelled.ModelId(random.text(20), random.text(20), digest(random)),
                new Labelled.Image(
                        random.intBetween(1, Integer.MAX_VALUE),
                        random.intBetween(1, Integer.MAX_VALUE),
                        random.text(5),
                        digest(random)),
                new Labelled.Timings(
                        milliseconds(random),
                        milliseconds(random),
                        milliseconds(random),
                        milliseconds(random),
                        milliseconds(random)),
                labels.size(),
                "cpu",
                random.anyBoolean(),
                reference.attributes(),
                random.nullOr(50, () -> features(random)));
    }

    private static Instant instant(RandomValues random) {
        return Instant.ofEpochSecond(
                random.longBetween(-62_167_219_200L, 253_402_300_799L), random.intBetween(0, 999_999_999));
    }

    private static String digest(RandomValues random) {
        return random.of("0123456789abcdef", 64);
    }

    private static double milliseconds(RandomValues random) {
        return random.longBetween(0, 1_000_000_000_000L) / 1000.0;
    }

    private static Features features(RandomValues random) {
        float[] numbers = new float[random.intBetween(1, 9)];
        for (int i = 0; i < numbers.length; i++) {
            float number = random.anyFloat();
            numbers[i] = Float.isFinite(number) ? number : Float.MAX_VALUE;
        }
        return Features.of(numbers);
    }

    private static ObjectNode attributes(RandomValues random) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode leaf = root;
        for (int i = random.intBetween(0, 15); i > 0; i--) {
            leaf = leaf.putObject("level");
        }
        leaf.put(random.text(10), random.text(10));
        leaf.put("integer", random.intBetween(Integer.MIN_VALUE, Integer.MAX_VALUE));
        // Without a fraction or an exponent it would come back as an integer.
        int scale = random.anyBoolean() ? random.intBetween(1, 50) : random.intBetween(-50, -1);
        leaf.put("decimal", new BigDecimal(BigInteger.valueOf(random.anyLong()), scale));
        leaf.putNull("null");
        return root;
    }
}
