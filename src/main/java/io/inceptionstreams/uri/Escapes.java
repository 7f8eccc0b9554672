package io.inceptionstreams.uri;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;

/** Percent-encoding (RFC 3986, section 2.1), by UTF-8 and without any normalisation of Unicode. */
final class Escapes {

    private static final String UNRESERVED_AND_SUB_DELIMITERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=";

    /** What a path holds as it is: RFC 3986's {@code pchar} and the slash. */
    static final BitSet PATH = characters(UNRESERVED_AND_SUB_DELIMITERS + ":@/");

    /** What a query holds as it is: RFC 3986's, and the brackets that browsers and {@code java.net.URI} let pass. */
    static final BitSet QUERY = characters(UNRESERVED_AND_SUB_DELIMITERS + ":@/?[]");

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Escapes() {}

    /**
     * A part of a text with everything else percent-encoded. Escapes that are there stay as they are, whatever the case of
     * their digits; a {@code %} that is none becomes {@code %25}.
     *
     * @throws MalformedUriException at a control character, or half of a surrogate pair
     */
    static String encode(String text, int from, int to, BitSet plain) throws MalformedUriException {
        StringBuilder encoded = new StringBuilder(to - from + 16);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (plain.get(c)) {
                encoded.append(c);
            } else if (c == '%') {
                encoded.append(isEscape(text, i, to) ? "%" : "%25");
            } else {
                int codePoint = character(text, i);
                utf8(codePoint, encoded);
                i += Character.charCount(codePoint) - 1;
            }
        }
        return encoded.toString();
    }

    /** Latin-1, as HTTP clients read header bytes, with each byte above 0x7f as its escape. */
    static String ofLatin1(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80 || c > 0xff) {
                encoded.append(c);
            } else {
                escape(c, encoded);
            }
        }
        return encoded.toString();
    }

    /** The bytes that a part of a text stands for: escapes decoded, anything else by UTF-8. */
    static byte[] octets(String text, int from, int to) throws MalformedUriException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            if (isEscape(text, i, to)) {
                octets.write(Character.digit(text.charAt(i + 1), 16) << 4 | Character.digit(text.charAt(i + 2), 16));
                i += 2;
            } else {
                int codePoint = character(text, i);
                if (codePoint < 0x80) {
                    octets.write(codePoint);
                } else {
                    octets.writeBytes(Character.toString(codePoint).getBytes(UTF_8));
                    i += Character.charCount(codePoint) - 1;
                }
            }
        }
        return octets.toByteArray();
    }

    private static boolean isEscape(String text, int at, int end) {
        return text.charAt(at) == '%' && at + 2 < end && isHex(text.charAt(at + 1)) && isHex(text.charAt(at + 2));
    }

    /** Not {@link Character#digit}, to which full-width digits are digits too. */
    static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static int character(String text, int index) throws MalformedUriException {
        int codePoint = text.codePointAt(index);
        if (codePoint < ' ' || codePoint == 0x7f) {
            throw MalformedUriException.at(text, index, "is a control character; it must be percent-encoded");
        }
        if (codePoint <= 0xffff && Character.isSurrogate((char) codePoint)) {
            throw MalformedUriException.at(text, index, "is half of a surrogate pair");
        }
        return codePoint;
    }

    private static void utf8(int codePoint, StringBuilder to) {
        for (byte b : Character.toString(codePoint).getBytes(UTF_8)) {
            escape(b & 0xff, to);
        }
    }

    private static void escape(int octet, StringBuilder to) {
        to.append('%').append(HEX[octet >> 4]).append(HEX[octet & 0xf]);
    }

    private static BitSet characters(String characters) {
        BitSet set = new BitSet(128);
        characters.chars().forEach(set::set);
        return set;
    }
}
