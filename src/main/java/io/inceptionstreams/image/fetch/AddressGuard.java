package io.inceptionstreams.image.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses an event's URI may lead to: public unicast ones. A pure function; {@link GuardedResolver} applies it
 * where a connection is made, so that a redirect, a literal such as {@code 127.1} and a name that changes its address
 * between two look-ups all pass through it.
 *
 * <p>From IANA's special-purpose address registries (RFC 6890). IPv6 forms that carry an IPv4 address are refused whole,
 * rather than unwrapped: what a translator makes of them is not known here.
 */
final class AddressGuard {

    private static final List<Range> REFUSED = List.of(
            range("0.0.0.0/8", "unspecified"),
            range("10.0.0.0/8", "private"),
            range("100.64.0.0/10", "carrier-grade NAT"),
            range("127.0.0.0/8", "loopback"),
            // Public by its number, and the platform's own services to every machine at Azure.
            range("168.63.129.16/32", "Azure's platform"),
            range("169.254.0.0/16", "link-local"),
            range("172.16.0.0/12", "private"),
            range("192.0.0.0/24", "protocol assignments"),
            range("192.0.2.0/24", "documentation"),
            range("192.88.99.0/24", "6to4 relay"),
            range("192.168.0.0/16", "private"),
            range("198.18.0.0/15", "benchmarking"),
            range("198.51.100.0/24", "documentation"),
            range("203.0.113.0/24", "documentation"),
            range("224.0.0.0/4", "multicast"),
            range("240.0.0.0/4", "reserved"),
            range("::/128", "unspecified"),
            range("::1/128", "loopback"),
            range("::/96", "IPv4-compatible"),
            range("64:ff9b::/96", "NAT64"),
            range("64:ff9b:1::/48", "NAT64"),
            range("100::/64", "discard"),
            range("fc00::/7", "private"),
            range("fe80::/10", "link-local"),
            range("fec0::/10", "site-local"),
            range("ff00::/8", "multicast"),
            range("2001::/32", "Teredo"),
            range("2001::/23", "protocol assignments"),
            range("2001:db8::/32", "documentation"),
            range("2002::/16", "6to4"),
            range("3fff::/20", "documentation"));

    /** The one part of IPv6 that IANA hands out for global unicast. */
    private static final Range GLOBAL_V6 = range("2000::/3", "global unicast");

    private static final byte[] MAPPED_V4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private AddressGuard() {}

    /** Why the address is refused, in a word or two; null when it is public. */
    static @Nullable String refusal(InetAddress address) {
        return refusal(address.getAddress());
    }

    /** As above, on the 4 or 16 bytes of an address. */
    static @Nullable String refusal(byte[] address) {
        if (startsWith(address, MAPPED_V4)) {
            return "IPv4-mapped";
        }
        for (Range range : REFUSED) {
            if (range.contains(address)) {
                return range.name;
            }
        }
        return address.length == 4 || GLOBAL_V6.contains(address) ? null : "reserved";
    }

    private static boolean startsWith(byte[] address, byte[] prefix) {
        return new Range("", prefix.length * 8, prefix).holds(address) && address.length == 16;
    }

    private static Range range(String cidr, String name) {
        int slash = cidr.indexOf('/');
        try {
            // A literal: nothing is looked up.
            byte[] base = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
            return new Range(name, Integer.parseInt(cidr.substring(slash + 1)), base);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(cidr, e);
        }
    }

    private static final class Range {

        private final String name;
        private final int bits;
        private final byte[] base;

        Range(String name, int bits, byte[] base) {
            this.name = name;
            this.bits = bits;
            this.base = base;
        }

        boolean contains(byte[] address) {
            return address.length == base.length && holds(address);
        }

        private boolean holds(byte[] address) {
            if (address.length * 8 < bits) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (base[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
