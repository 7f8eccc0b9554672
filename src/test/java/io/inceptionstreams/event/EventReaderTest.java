package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventReaderTest {

    private final EventReader reader = new EventReader();

    @Test
    void readsEveryField() throws InvalidEventException {
        ImageReference reference = read("{'attributes':{'a':[1]},'deadline':'2026-11-22T22:30:00.5+01:30',"
                + "'labels':1000,'uri':'data:,x','id':'7'}");

        assertThat(reference.id()).isEqualTo("7");
        assertThat(reference.uri()).isEqualTo("data:,x");
        assertThat(reference.labels()).isEqualTo(1000);
        assertThat(reference.deadline()).isEqualTo(Instant.parse("2026-11-22T21:00:00.5Z"));
        assertThat(reference.attributes()).hasToString("{\"a\":[1]}");
    }

    @Test
    void whatIsNotGivenIsNull() throws InvalidEventException {
        assertThat(read(" {'id':'7','uri':'u'}\n")).isEqualTo(new ImageReference("7", "u", null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                 | byte 0: expected a JSON object, found nothing",
                "[]                                 | byte 0: expected a JSON object, found an array",
                "'a'                                | byte 0: expected a JSON object, found a string",
                "null                               | byte 0: expected a JSON object, found null",
                "{}                                 | /id: expected a string of 1 to 256 characters, found none",
                "{'id':'7'}                         | /uri: expected a string that is not empty, found none",
                "{'id':7}                           | /id: expected a string of 1 to 256 characters, found an integer",
                "{'id':''}                          | /id: expected a string of 1 to 256 characters, found 0",
                "{'id':'\\ud800'}                   | /id: half a surrogate pair, expected Unicode text",
                "{'uri':''}                         | /uri: expected a string that is not empty",
                "{'uri':null}                       | /uri: expected a string that is not empty, found null",
                "{'labels':0}                       | /labels: expected an integer from 1 to 1000, found 0",
                "{'labels':-5}                      | /labels: expected an integer from 1 to 1000, found -5",
                "{'labels':99999999999999999999999} | /labels: expected an integer from 1 to 1000, found 9999999999999999999…",
                "{'labels':1.0}                     | /labels: expected an integer from 1 to 1000, found a number with a fraction or exponent",
                "{'labels':true}                    | /labels: expected an integer from 1 to 1000, found a boolean",
                "{'deadline':'soon'}                | /deadline: expected an RFC 3339 date-time with an offset, such as \"2026-11-22T21:00:00Z\", found \"soon\"",
                "{'attributes':'x'}                 | /attributes: expected an object, found a string",
                "{'attributes':{'a':['\\udc00']}}   | /attributes/a/0: half a surrogate pair, expected Unicode text",
                "{'attributes':{'a':1e9999999999}}      | byte 19: a number with too large an exponent",
                "{'attributes':{'\\udc00':1}}       | byte 22: Unexpected low surrogate in field name: 0xdc00",
                "{'colour':1}                       | /colour: unknown field; free content belongs in \"attributes\"",
                "{'id':'7','id':'8'}                | byte 14: Duplicate field 'id'",
                "{'id':'7','uri':'u'} {}            | byte 21: expected nothing after the JSON object",
            })
    void saysWhatWasExpectedAndWhere(@Nullable String json, String message) {
        assertThatThrownBy(() -> read(json == null ? "" : json))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T21:00:00",
                "2026-11-22T21:00Z",
                "2026-11-22 21:00:00Z",
                "2026-11-22t21:00:00z",
                "2026-11-31T21:00:00Z",
                "2026-11-22T24:00:00Z",
                "2026-11-22T21:00:60Z",
                "2026-11-22T21:00:00.1234567890Z",
                "2026-11-22T21:00:00+01",
                "2026-11-22T21:00:00+19:00",
                "+12026-11-22T21:00:00Z",
                "0000-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01"
            })
    void refusesOtherDeadlines(String deadline) {
        assertThatThrownBy(() -> read("{'id':'7','uri':'u','deadline':'" + deadline + "'}"))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("/deadline: expected an RFC 3339 date-time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'id'", "{'id':'7',}", "{\"id\":NaN}", "{'labels':01}", "/**/{}", "{'a':1e99999999999}"})
    void refusesWhatIsNotJson(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void refusesNoValue() {
        assertThatThrownBy(() -> reader.read(null))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("byte 0: no value (a tombstone), expected a JSON object");
    }

    @ParameterizedTest
    @CsvSource({
        "FF, 0", // in no UTF-8
        "7B22C080, 2", // overlong
        "7B22EDA080, 2", // an encoded surrogate
        "7B22C3, 2", // cut off
        "80, 0", // cut off in front
    })
    void refusesBytesThatAreNotUtf8(String hex, int offset) {
        assertThatThrownBy(() -> reader.read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("byte " + offset + ": not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "EFBBBF7B7D, begins with a byte order mark (UTF-8)",
        "EFBBBF, begins with a byte order mark (UTF-8)",
        "FEFF007B007D, begins with a byte order mark (UTF-16BE)",
        "FFFE7B007D00, begins with a byte order mark (UTF-16LE)",
        "FFFE00007B0000007D000000, begins with a byte order mark (UTF-32LE)",
        "0000FEFF0000007B, begins with a byte order mark (UTF-32BE)",
        "00000000117B7D, begins with Schema Registry's magic byte (schema id 17)",
        "00FFFFFFFF, begins with Schema Registry's magic byte (schema id 4294967295)",
        "0300000102030405060708090A0B0C0D0E0F7B7D, begins with the header of AWS Glue Schema Registry",
        "1F8B0800, begins with gzip's magic number",
    })
    void namesWhatIsInFrontOfTheJson(String hex, String problem) {
        assertThatThrownBy(() -> reader.read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("byte 0: " + problem)
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"007B007D", "007B0022006900", "7B007D00", "0000"})
    void refusesOtherEncodings(String hex) {
        assertThatThrownBy(() -> reader.read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("byte ");
    }

    @Test
    void findsABadByteBehindThousandsOfGoodOnes() {
        byte[] value = "é".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        value[15_001] = 'x';

        assertThatThrownBy(() -> reader.read(value)).hasMessage("byte 15000: not UTF-8");
    }

    @Test
    void attributesMayBeSixteenLevelsDeep() throws InvalidEventException {
        assertThat(read(nested(16)).attributes()).isNotNull();

        assertThatThrownBy(() -> read(nested(17)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("nesting depth (18) exceeds the maximum allowed (17");
    }

    private static String nested(int levels) {
        return "{'id':'7','uri':'u','attributes':{'a':" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}}";
    }

    @Test
    void anIdIsCountedInCharacters() throws InvalidEventException {
        String beetles = "🐞".repeat(256);

        assertThat(read("{'id':'" + beetles + "','uri':'u'}").id()).isEqualTo(beetles);
        assertThatThrownBy(() -> read("{'id':'" + beetles + "x','uri':'u'}"))
                .hasMessage("/id: expected a string of 1 to 256 characters, found 257");
    }

    @Test
    void aDataUriMayBeLong() throws InvalidEventException {
        String uri = "data:image/png;base64," + "A".repeat(30 << 20);

        assertThat(read("{'id':'7','uri':'" + uri + "'}").uri()).hasSize(uri.length());
    }

    @Test
    void attributesKeepTheirNumbersExact() throws InvalidEventException {
        String attributes = "{\"a\":1.10,\"b\":1E+400,\"c\":123456789012345678901234567890,\"d\":0.1}";
        ImageReference reference = read("{\"id\":\"7\",\"uri\":\"u\",\"attributes\":" + attributes + "}");

        assertThat(new String(new EventWriter().write(reference), StandardCharsets.UTF_8))
                .endsWith("\"attributes\":" + attributes + "}");
    }

    @Test
    void aMessageIsShortAndOnOneLine() {
        String name = "\\n".repeat(1000) + "🐞".repeat(1000);

        assertThatThrownBy(() -> read("{'" + name + "':1}"))
                .message()
                .hasSizeLessThanOrEqualTo(InvalidEventException.MAX_MESSAGE)
                .doesNotContain("\n");
        assertThatThrownBy(() -> read("{'a': " + "x".repeat(1000) + "}"))
                .message()
                .hasSizeLessThanOrEqualTo(InvalidEventException.MAX_MESSAGE);
    }

    /** JSON with apostrophes for quotation marks. */
    private ImageReference read(String json) throws InvalidEventException {
        return reader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
