package io.inceptionstreams.uri;

import java.util.regex.Pattern;

/**
 * IPv4 addresses in the forms that {@code inet_aton} knows: one to four numbers, decimal, octal after {@code 0},
 * hexadecimal after {@code 0x}; the last one fills what is left. Left to Java and the system's resolver, {@code
 * 0177.0.0.1} is 177.0.0.1 to the one and 127.0.0.1 to the other.
 */
final class Ipv4 {

    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final long TOO_LARGE = 1L << 32;

    private Ipv4() {}

    /** Whether a name in lower case is meant as an address: its last label is a number. */
    static boolean endsInNumber(String name) {
        String dotless = dotless(name);
        return NUMBER.matcher(dotless.substring(dotless.lastIndexOf('.') + 1)).matches();
    }

    /** Four decimal numbers. */
    static String canonical(String name) throws MalformedUriException {
        String[] parts = dotless(name).split("\\.", -1);
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long most = last ? TOO_LARGE >> (8 * i) : 1 << 8;
            long number = number(parts[i]);
            if (parts.length > 4 || number < 0 || number >= most) {
                throw new MalformedUriException("its host ends in a number, and is no IPv4 address");
            }
            address |= number << (last ? 0 : 8 * (3 - i));
        }
        return (address >> 24) + "." + (address >> 16 & 0xff) + "." + (address >> 8 & 0xff) + "." + (address & 0xff);
    }

    private static String dotless(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** -1 for what is no number. */
    private static long number(String text) {
        boolean hexadecimal = text.startsWith("0x");
        int radix = hexadecimal ? 16 : text.length() > 1 && text.startsWith("0") ? 8 : 10;
        String digits = hexadecimal ? text.substring(2) : text;
        if (digits.isEmpty() && !hexadecimal) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            number = Math.min(number * radix + digit, TOO_LARGE);
        }
        return number;
    }
}
