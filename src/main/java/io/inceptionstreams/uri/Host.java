package io.inceptionstreams.uri;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;

/**
 * Hosts, by the WHATWG URL Standard's host parser: escapes decoded once, names by UTS #46, numbers as IPv4 whatever their
 * base. What comes out is the only form that the rest of the program sees, so what is checked is what is connected to.
 *
 * <p>Stricter than the standard: of ASCII only letters, digits, {@code - _ .} are taken, and no label is empty.
 */
final class Host {

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private Host() {}

    static String parse(String text, int from, int to) throws MalformedUriException {
        if (from == to) {
            throw new MalformedUriException("it has no host");
        }
        // Before work is done that takes longer for a longer text; an escape of a character has up to twelve.
        if (to - from > LONGEST_NAME * 12) {
            throw new MalformedUriException("its host has more than " + LONGEST_NAME + " characters");
        }
        if (text.charAt(from) == '[') {
            return ipv6(text, from, to);
        }
        String decoded = decoded(text, from, to);
        String name = isAscii(decoded) ? decoded.toLowerCase(Locale.ROOT) : Idna.toAscii(decoded, text, from);
        check(name, text, from, to);
        return Ipv4.endsInNumber(name) ? Ipv4.canonical(name) : name;
    }

    private static String decoded(String text, int from, int to) throws MalformedUriException {
        if (text.indexOf('%', from) < 0 || text.indexOf('%', from) >= to) {
            return text.substring(from, to);
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Escapes.octets(text, from, to)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedUriException("the escapes in its host are not UTF-8");
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static void check(String name, String text, int from, int to) throws MalformedUriException {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
            if (!plain) {
                int place = text.indexOf(c, from);
                if (place >= 0 && place < to) {
                    throw MalformedUriException.at(text, place, "is not allowed in a host");
                }
                throw new MalformedUriException("its host stands for one with " + MalformedUriException.named(c)
                        + ", which is not allowed in a host");
            }
        }
        String dotless = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (dotless.length() > LONGEST_NAME) {
            throw new MalformedUriException("its host has more than " + LONGEST_NAME + " characters");
        }
        for (String label : dotless.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > LONGEST_LABEL) {
                throw new MalformedUriException("between two dots of a host are 1 to " + LONGEST_LABEL
                        + " characters; in this one " + label.length());
            }
        }
    }

    private static String ipv6(String text, int from, int to) throws MalformedUriException {
        int close = text.indexOf(']', from);
        if (close < 0 || close >= to) {
            throw MalformedUriException.at(text, from, "opens an IPv6 address that does not end");
        }
        if (close + 1 < to) {
            throw MalformedUriException.at(text, close + 1, "follows an IPv6 address");
        }
        for (int i = from + 1; i < close; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                throw MalformedUriException.zone(text, i);
            }
            if (!Escapes.isHex(c) && c != ':' && c != '.') {
                throw MalformedUriException.at(text, i, "is not allowed in an IPv6 address");
            }
        }
        try {
            // In brackets: a literal, and nothing is looked up.
            return Ipv6.canonical(
                    InetAddress.getByName(text.substring(from, to)).getAddress());
        } catch (UnknownHostException e) {
            throw new MalformedUriException("what is in brackets at character " + (from + 1) + " is no IPv6 address");
        }
    }
}
