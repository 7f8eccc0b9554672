package io.inceptionstreams.cli;

import io.inceptionstreams.util.Printable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * In front of a terminal: whatever a command prints, no control or format character of a file's name, a model or an event
 * reaches it. Text from events must also be put on one line, by {@link Printable#line}.
 */
final class PrintableWriter extends FilterWriter {

    PrintableWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(int c) throws IOException {
        out.write(Printable.lines(String.valueOf((char) c)));
    }

    @Override
    public void write(char[] text, int from, int count) throws IOException {
        out.write(Printable.lines(new String(text, from, count)));
    }

    @Override
    public void write(String text, int from, int count) throws IOException {
        out.write(Printable.lines(text.substring(from, from + count)));
    }
}
