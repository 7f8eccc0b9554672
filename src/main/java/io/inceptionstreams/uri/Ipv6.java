package io.inceptionstreams.uri;

/** IPv6 addresses as RFC 5952 writes them, in brackets. */
final class Ipv6 {

    private static final int GROUPS = 8;

    private Ipv6() {}

    /** @param address 16 bytes, or the 4 to which Java shortens an IPv4-mapped address */
    static String canonical(byte[] address) {
        int[] groups = new int[GROUPS];
        if (address.length == 4) {
            groups[5] = 0xffff;
        }
        int offset = 16 - address.length;
        for (int i = 0; i < address.length; i++) {
            int at = offset + i;
            groups[at / 2] |= (address[i] & 0xff) << (at % 2 == 0 ? 8 : 0);
        }
        int[] zeros = longestZeros(groups);
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < GROUPS; i++) {
            if (zeros[1] > 1 && i == zeros[0]) {
                text.append("::");
                i += zeros[1] - 1;
            } else {
                boolean first = text.length() == 1 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.append(']').toString();
    }

    /** Where the first of the longest runs of zeros begins, and its length. */
    private static int[] longestZeros(int[] groups) {
        int[] longest = {-1, 0};
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && groups[i + length] == 0) {
                length++;
            }
            if (length > longest[1]) {
                longest = new int[] {i, length};
            }
        }
        return longest;
    }
}
