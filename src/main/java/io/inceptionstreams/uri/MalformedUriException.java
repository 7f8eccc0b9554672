package io.inceptionstreams.uri;

/** A text is no URI. The message names the character and its place, and holds nothing else of the text, which may be secret. */
public final class MalformedUriException extends Exception {

    private final boolean namesZone;

    public MalformedUriException(String message) {
        this(message, false);
    }

    private MalformedUriException(String message, boolean namesZone) {
        super(message);
        this.namesZone = namesZone;
    }

    /** An IPv6 address with a zone, whose {@code %} is at the index: it names a network interface of the machine that reads it. */
    static MalformedUriException zone(String text, int index) {
        return new MalformedUriException(
                described(text, index, "is not allowed in an IPv6 address, which has no zone in a URI"), true);
    }

    /** Whether all that is wrong so far is the zone of an IPv6 address. */
    public boolean namesZone() {
        return namesZone;
    }

    /**
     * One character is at fault.
     *
     * @param index of the character in {@code text}; the message counts from 1
     * @param rule what the message says of the character, such as "is not allowed in a host"
     */
    public static MalformedUriException at(String text, int index, String rule) {
        return new MalformedUriException(described(text, index, rule));
    }

    private static String described(String text, int index, String rule) {
        return named(text.codePointAt(index)) + " at character " + (index + 1) + " " + rule;
    }

    /** A character as a message can show it: as it is when it is visible ASCII, else by its number and its name. */
    static String named(int codePoint) {
        if (codePoint > ' ' && codePoint < 0x7f) {
            return "'" + (char) codePoint + "'";
        }
        String name = Character.getName(codePoint);
        return String.format("U+%04X", codePoint) + (name == null ? "" : " (" + name + ")");
    }
}
