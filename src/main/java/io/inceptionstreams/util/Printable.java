package io.inceptionstreams.util;

/**
 * Makes text from outside fit for a terminal and a log: on one line, and without characters that a terminal obeys or does
 * not show. Those are Unicode's category C (control characters, format characters such as those that turn the direction
 * of writing, halves of surrogate pairs, and code points without a meaning) and the separators of lines and paragraphs.
 * White space among them becomes a blank; in place of the others stands {@code \}{@code uXXXX}, as in JSON and Java, so
 * that nothing is hidden. Pure functions.
 */
public final class Printable {

    private static final char HIGHEST_ASCII = '~';
    private static final boolean CARRIAGE_RETURNS = System.lineSeparator().indexOf('\r') >= 0;

    private Printable() {}

    /** The text on one line. */
    public static String line(String text) {
        return line(text, Integer.MAX_VALUE);
    }

    /** At most {@code max} chars of the text on one line; an ellipsis stands for what was cut. */
    public static String line(String text, int max) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), max));
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int before = line.length();
            append(Character.isWhitespace(c) ? ' ' : c, line);
            i += Character.charCount(c);
            if (line.length() > max || (line.length() == max && i < text.length())) {
                line.setLength(before);
                return ellipsis(line, max);
            }
        }
        return line.toString();
    }

    private static String ellipsis(StringBuilder line, int max) {
        while (line.length() >= max) {
            line.setLength(line.length() - (endsInPair(line) ? 2 : 1));
        }
        return line.append('…').toString();
    }

    private static boolean endsInPair(StringBuilder line) {
        return line.length() > 1
                && Character.isSurrogatePair(line.charAt(line.length() - 2), line.charAt(line.length() - 1));
    }

    /** Text of several lines, whose ends and tabulators stay. */
    public static String lines(String text) {
        StringBuilder lines = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || (c == '\r' && CARRIAGE_RETURNS)) {
                lines.append((char) c);
            } else {
                append(c, lines);
            }
        });
        return lines.toString();
    }

    /**
     * The same JSON on one line: characters within strings are written as escapes, which leaves their value as it is, and
     * white space between the tokens becomes blanks.
     */
    public static String json(String json) {
        StringBuilder line = new StringBuilder(json.length());
        boolean inString = false;
        boolean escaped = false;
        int i = 0;
        while (i < json.length()) {
            int c = json.codePointAt(i);
            i += Character.charCount(c);
            if (inString || isPrintable(c)) {
                append(c, line);
            } else {
                line.append(' ');
            }
            if (escaped) {
                escaped = false;
            } else if (inString && c == '\\') {
                escaped = true;
            } else if (c == '"') {
                inString = !inString;
            }
        }
        return line.toString();
    }

    /** Whether a terminal shows the character and does nothing else. */
    public static boolean isPrintable(int codePoint) {
        if (codePoint >= ' ' && codePoint <= HIGHEST_ASCII) {
            return true;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void append(int codePoint, StringBuilder line) {
        if (isPrintable(codePoint)) {
            line.appendCodePoint(codePoint);
            return;
        }
        for (char c : Character.toChars(codePoint)) {
            line.append(String.format("\\u%04x", (int) c));
        }
    }
}
