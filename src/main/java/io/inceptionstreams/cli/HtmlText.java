package io.inceptionstreams.cli;

/** Foreign text as the content of an HTML element or of an attribute in double quotes. Pure functions. */
final class HtmlText {

    private static final char REPLACEMENT = '\uFFFD';

    private HtmlText() {}

    /**
     * Escapes what HTML gives a meaning, and replaces what no reader can see: control characters, lone surrogates, and
     * characters that turn the direction of the text and so can show another name than the one that is there.
     *
     * @param most characters that are shown; an ellipsis stands for the rest
     */
    static String escaped(String text, int most) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        int shown = 0;
        for (int i = 0; i < text.length(); ) {
            if (shown == most) {
                return html.append('…').toString();
            }
            int character = text.codePointAt(i);
            append(html, character);
            i += Character.charCount(character);
            shown++;
        }
        return html.toString();
    }

    private static void append(StringBuilder html, int character) {
        switch (character) {
            case '&' -> html.append("&amp;");
            case '<' -> html.append("&lt;");
            case '>' -> html.append("&gt;");
            case '"' -> html.append("&quot;");
            case '\'' -> html.append("&#39;");
            default -> html.appendCodePoint(isVisible(character) ? character : REPLACEMENT);
        }
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
