package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HtmlTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cat, tabby            | cat, tabby",
                "<script>alert(1)      | &lt;script&gt;alert(1)",
                "a\"onload='x'         | a&quot;onload=&#39;x&#39;",
                "&lt;                  | &amp;lt;",
                "Fuß 猫 🐈             | Fuß 猫 🐈",
            })
    void whatHtmlGivesAMeaningIsEscaped(String text, String html) {
        assertThat(HtmlText.escaped(text, 100)).isEqualTo(html);
    }

    @Test
    void whatNoReaderSeesIsReplaced() {
        assertThat(HtmlText.escaped("a\u0000b\u001bc\u0085d", 100)).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
        assertThat(HtmlText.escaped("\u202Egpj.exe\u2066\u061C\u200F", 100))
                .isEqualTo("\uFFFDgpj.exe\uFFFD\uFFFD\uFFFD");
        assertThat(HtmlText.escaped("\uD83D!\uDC08", 100)).isEqualTo("\uFFFD!\uFFFD");
        assertThat(HtmlText.escaped("line\nline\u2028line", 100)).isEqualTo("line\uFFFDline\uFFFDline");
    }

    @Test
    void whatIsTooLongIsCutBetweenCharacters() {
        assertThat(HtmlText.escaped("🐈🐈🐈", 2)).isEqualTo("🐈🐈…");
        assertThat(HtmlText.escaped("🐈🐈", 2)).isEqualTo("🐈🐈");
        assertThat(HtmlText.escaped("<<<", 2)).isEqualTo("&lt;&lt;…");
    }
}
