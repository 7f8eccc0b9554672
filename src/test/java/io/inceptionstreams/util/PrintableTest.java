package io.inceptionstreams.util;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrintableTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    001b   | \\u001b      | escape sequences
                    0007   | \\u0007      | the bell, the end of a title
                    007f   | \\u007f      | DEL
                    0085   | \\u0085      | C1, the next line
                    009b   | \\u009b      | C1, the beginning of an escape sequence
                    00ad   | \\u00ad      | a soft hyphen
                    061c   | \\u061c      | an Arabic letter mark
                    200b   | \\u200b      | a space without width
                    200e   | \\u200e      | the direction of writing
                    202e   | \\u202e      | the direction of writing, against its letters
                    2066   | \\u2066      | isolates
                    2069   | \\u2069      | isolates
                    feff   | \\ufeff      | a byte order mark
                    fff9   | \\ufff9      | interlinear annotation
                    e000   | \\ue000      | for private use
                    ffff   | \\uffff      | no character
                    d800   | \\ud800      | half a pair
                    e0041  | \\udb40\\udc41 | a tag, which is not shown
                    """)
    void whatATerminalObeysOrHidesIsShownAsItsCode(String code, String shown, String why) {
        String text = "a" + Character.toString(Integer.parseInt(code, 16)) + "b";

        assertThat(Printable.line(text)).as(why).isEqualTo("a" + shown + "b");
        assertThat(Printable.json('"' + text + '"')).isEqualTo("\"a" + shown + "b\"");
    }

    @ParameterizedTest
    @CsvSource({"9", "a", "b", "c", "d", "2028", "2029"})
    void whiteSpaceIsABlankButWithinJson(String code) {
        String text = "a" + Character.toString(Integer.parseInt(code, 16)) + "b";

        assertThat(Printable.line(text)).isEqualTo("a b");
        assertThat(Printable.json('"' + text + '"')).isEqualTo("\"a\\u" + "0".repeat(4 - code.length()) + code + "b\"");
        assertThat(Printable.json("[1," + text.substring(1, 2) + "2]")).isEqualTo("[1, 2]");
    }

    @ParameterizedTest
    @CsvSource({"cat.jpg", "Zürich", "日本語", "e\u0301", "😀", "a\\b"})
    void whatIsWrittenStays(String text) {
        assertThat(Printable.line(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef,          6, abcdef",
        "abcdefg,         6, abcde…",
        "abcde\u202e,     6, abcde…",
        "a\u202ebcdefghi, 8, a\\u202e…",
        "abcd😀f,         6, abcd…",
        "abcd😀,          6, abcd😀",
        "abc😀defg,       6, abc😀…",
    })
    void longTextIsCutBetweenCharacters(String text, int max, String cut) {
        assertThat(Printable.line(text, max)).isEqualTo(cut);
    }

    @Test
    void jsonKeepsItsValueAndLosesWhatIsNotPrintable() throws Exception {
        StringBuilder all = new StringBuilder();
        IntStream.rangeClosed(0x20, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .filter(c -> c < 0x30000 || c > 0xDFFFF) // mostly unassigned
                .filter(c -> c != '"' && c != '\\')
                .forEach(all::appendCodePoint);
        String json = "{\r\n\t\"a\\\"\\\\\" : [ \"" + all + "\", 1.10, null ],\n\"\u202e\": \"\\u202e\\n\" }";

        String printable = Printable.json(json);

        JsonMapper mapper = new JsonMapper();
        JsonNode before = mapper.readTree(json);
        assertThat(mapper.readTree(printable)).isEqualTo(before);
        assertThat(printable.codePoints()).allMatch(Printable::isPrintable);
    }
}
