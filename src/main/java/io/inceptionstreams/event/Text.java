package io.inceptionstreams.event;

import io.inceptionstreams.util.Printable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Checks on text that comes from outside. Pure functions. */
final class Text {

    private static final int DECODED_AT_ONCE = 8192;
    private static final int SHOWN = 40;
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Text() {}

    /**
     * The offset of the first byte that is not UTF-8, or -1. Needed because Jackson lets overlong forms and encoded
     * surrogates pass, and another reader of the same bytes would then see another text.
     */
    static int firstMalformedByte(byte[] value) {
        int ascii = asciiPrefix(value);
        if (ascii == value.length) {
            return -1;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(value);
        in.position(ascii);
        CharBuffer out = CharBuffer.allocate(Math.min(in.remaining() + 1, DECODED_AT_ONCE));
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }

    /** How many bytes at the beginning are ASCII: most events, and their data URIs, are nothing else. */
    private static int asciiPrefix(byte[] value) {
        int i = 0;
        while (i + Long.BYTES <= value.length && ((long) EIGHT_BYTES.get(value, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < value.length && value[i] >= 0) {
            i++;
        }
        return i;
    }

    /**
     * Whether every surrogate has its other half. JSON can say {@code "\ud800"}, UTF-8 cannot: echoing such a text would
     * fail when the result is written.
     */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Unicode characters, as JSON Schema counts them; {@link String#length()} counts some of them twice. */
    static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    /** A foreign text in quotes, short enough for a message. */
    static String quoted(String text) {
        return '"' + bounded(text, SHOWN) + '"';
    }

    /** At most {@code max} chars on one line; an ellipsis stands for what was cut. */
    static String bounded(String text, int max) {
        return Printable.line(text, max);
    }
}
