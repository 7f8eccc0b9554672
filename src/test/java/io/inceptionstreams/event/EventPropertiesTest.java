package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class EventPropertiesTest {

    private static final byte[] SEED = ("{\"id\":\"7\",\"uri\":\"data:,é🐞\",\"labels\":3,"
                    + "\"deadline\":\"2026-11-22T21:00:00Z\",\"attributes\":{\"a\":[1.5,null,\"\\ud83d\\udc1e\"]}}")
            .getBytes(StandardCharsets.UTF_8);

    private final EventReader eventReader = new EventReader();
    private final ResultReader resultReader = new ResultReader();
    private final EventWriter writer = new EventWriter();

    @Property(tries = 300)
    void aReferenceSurvivesWritingAndReading(@ForAll("references") ImageReference reference)
            throws InvalidEventException {
        assertThat(eventReader.read(writer.write(reference))).isEqualTo(reference);
    }

    @Property(tries = 300)
    void aResultSurvivesWritingAndReading(@ForAll("results") Labelled labelled) throws InvalidEventException {
        assertThat(resultReader.read(writer.write(labelled))).isEqualTo(labelled);
    }

    @Property(tries = 100)
    void whatIsWrittenPassesTheSchemas(
            @ForAll("references") ImageReference reference, @ForAll("results") Labelled result) {
        assertThat(Examples.violations(Examples.REFERENCE, writer.write(reference)))
                .isEmpty();
        assertThat(Examples.violations(Examples.LABEL, writer.write(result))).isEmpty();
    }

    @Property(tries = 1000)
    void anyBytesAreReadOrInvalid(@ForAll byte[] value) {
        readOrRefuse(value);
    }

    /** Bytes near an event go deeper than noise does. */
    @Property(tries = 3000)
    void anyDamageIsReadOrInvalid(@ForAll("damages") List<Damage> damages) {
        byte[] value = SEED.clone();
        for (Damage damage : damages) {
            value = damage.to(value);
        }
        readOrRefuse(value);
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

    /** Replaces {@code length} bytes at a place by others, a char each. */
    record Damage(int at, int length, String replacement) {

        byte[] to(byte[] value) {
            int start = Math.min(at, value.length);
            int end = Math.min(start + length, value.length);
            String bytes = new String(value, StandardCharsets.ISO_8859_1);
            return (bytes.substring(0, start) + replacement + bytes.substring(end))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    @Provide
    Arbitrary<List<Damage>> damages() {
        Arbitrary<String> replacements = Arbitraries.oneOf(
                Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(3),
                Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        ",",
                        ":",
                        "\\ud800",
                        "1e999999999",
                        "1e9999999999",
                        "-0",
                        "null",
                        "\\u0000"));
        return Combinators.combine(
                        Arbitraries.integers().between(0, SEED.length),
                        Arbitraries.integers().between(0, 3),
                        replacements)
                .as(Damage::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<ImageReference> references() {
        return Combinators.combine(
                        text(256),
                        text(300),
                        Arbitraries.integers().between(1, 1000).injectNull(0.3),
                        instants().injectNull(0.3),
                        attributes().injectNull(0.3))
                .as(ImageReference::new);
    }

    @Provide
    Arbitrary<Labelled> results() {
        Arbitrary<String> digests =
                Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
        Arbitrary<Labelled.Label> labels = Combinators.combine(
                        text(20),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.floats().between(0, 1).ofScale(9))
                .as(Labelled.Label::new);
        Arbitrary<Labelled.ModelId> models =
                Combinators.combine(text(20), text(20), digests).as(Labelled.ModelId::new);
        Arbitrary<Labelled.Image> images = Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(1),
                        Arbitraries.integers().greaterOrEqual(1),
                        text(5),
                        digests)
                .as(Labelled.Image::new);
        Arbitrary<Double> milliseconds =
                Arbitraries.longs().between(0, 1_000_000_000_000L).map(micros -> micros / 1000.0);
        Arbitrary<Labelled.Timings> timings = Combinators.combine(
                        milliseconds, milliseconds, milliseconds, milliseconds, milliseconds)
                .as(Labelled.Timings::new);
        Arbitrary<Features> features = Arbitraries.floats()
                .array(float[].class)
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(Features::of);
        return Combinators.combine(
                        references(),
                        labels.list().ofMinSize(1).ofMaxSize(5),
                        models,
                        images,
                        timings,
                        features.injectNull(0.5))
                .as((reference, labelList, model, image, timing, numbers) -> new Labelled(
                        reference.id(),
                        EventWriter.withoutPayload(reference.uri()),
                        labelList,
                        model,
                        image,
                        timing,
                        labelList.size(),
                        "cpu",
                        labelList.size() % 2 == 0,
                        reference.attributes(),
                        numbers));
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(-62_167_219_200L, 253_402_300_799L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    /** Whole characters of every plane: a surrogate never comes alone. */
    private static Arbitrary<String> text(int maxCharacters) {
        Arbitrary<Integer> characters = Arbitraries.oneOf(
                Arbitraries.integers().between(' ', '~'),
                Arbitraries.integers().between(0, 0xD7FF),
                Arbitraries.integers().between(0xE000, 0x10FFFF));
        return characters
                .list()
                .ofMinSize(1)
                .ofMaxSize(maxCharacters)
                .map(list -> list.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    private static Arbitrary<ObjectNode> attributes() {
        return Combinators.combine(
                        text(10),
                        text(10),
                        Arbitraries.integers(),
                        Arbitraries.bigDecimals(),
                        Arbitraries.integers().between(0, 15))
                .as((name, string, integer, decimal, depth) -> {
                    ObjectNode root = JsonNodeFactory.instance.objectNode();
                    ObjectNode leaf = root;
                    for (int i = 0; i < depth; i++) {
                        leaf = leaf.putObject("level");
                    }
                    leaf.put(name, string).put("integer", integer).put("decimal", decimal);
                    leaf.putNull("null");
                    return root;
                });
    }
}
