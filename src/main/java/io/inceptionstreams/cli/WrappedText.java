package io.inceptionstreams.cli;

import java.util.Map;

/** Paragraphs and tables of two columns, broken at spaces alone; a word that is too long has a line for itself. */
final class WrappedText {

    private static final String MARGIN = "  ";

    private final int width;
    private final int widestFirst;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param width characters of a line
     * @param widestFirst characters of a table's first column, at most; what is longer has a line for itself
     */
    WrappedText(int width, int widestFirst) {
        this.width = width;
        this.widestFirst = widestFirst;
    }

    WrappedText line(String line) {
        text.append(line).append('\n');
        return this;
    }

    WrappedText paragraph(String words) {
        return wrapped("", 0, words);
    }

    /** Rows of a name and what is said of it; nothing but the heading's absence where there is none. */
    WrappedText table(String heading, Map<String, String> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        line("").line(heading);
        int first = rows.keySet().stream()
                .mapToInt(String::length)
                .filter(length -> length <= widestFirst)
                .max()
                .orElse(0);
        int second = MARGIN.length() + first + MARGIN.length();
        rows.forEach((name, words) -> {
            if (name.length() <= widestFirst) {
                wrapped(MARGIN + name + " ".repeat(second - MARGIN.length() - name.length()), second, words);
            } else {
                line(MARGIN + name).wrapped(" ".repeat(second), second, words);
            }
        });
        return this;
    }

    private WrappedText wrapped(String beginning, int indent, String words) {
        StringBuilder line = new StringBuilder(beginning);
        for (String word : words.split(" ", -1)) {
            boolean first = line.length() == indent;
            if (!first && line.length() + 1 + word.length() > width) {
                line(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        return line(line.toString());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
