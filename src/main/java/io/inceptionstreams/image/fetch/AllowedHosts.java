package io.inceptionstreams.image.fetch;

import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code fetch.allowed-hosts}: the hosts to which the address guard does not apply. */
final class AllowedHosts {

    /** A name, a name after {@code *.}, an IPv4 literal or an IPv6 literal in brackets; then perhaps a port. */
    private static final Pattern PATTERN =
            Pattern.compile("(?<any>\\*\\.)?(?<host>[^:\\[\\]]+|\\[[^\\[\\]]+])(?::(?<port>[0-9]{1,5}))?");

    private final List<Entry> entries;

    AllowedHosts(List<String> patterns) {
        entries = patterns.stream().map(AllowedHosts::entry).toList();
    }

    static boolean isPattern(String pattern) {
        try {
            Entry unused = entry(pattern);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@code host} in the form of {@link Uri#host()}, an IPv6 literal with or without brackets. */
    boolean allows(String host, int port) {
        String plain = plain(host);
        return entries.stream().anyMatch(entry -> entry.allows(plain, port));
    }

    /** Whether an entry names the very port. */
    boolean namesPort(String host, int port) {
        String plain = plain(host);
        return entries.stream().anyMatch(entry -> entry.port == port && entry.allows(plain, port));
    }

    private static Entry entry(String pattern) {
        Matcher parts = PATTERN.matcher(pattern);
        if (!parts.matches()) {
            throw new IllegalArgumentException("fetch.allowed-hosts: " + pattern);
        }
        String port = parts.group("port");
        try {
            // A pattern may be written as a URI may: in Unicode, or with a number in another base.
            String host = plain(Uri.host(parts.group("host")));
            return new Entry(host, parts.group("any") != null, port == null ? -1 : Integer.parseInt(port));
        } catch (MalformedUriException e) {
            throw new IllegalArgumentException("fetch.allowed-hosts: " + pattern + ": " + e.getMessage(), e);
        }
    }

    private static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    }

    private record Entry(String host, boolean anyBelow, int port) {

        boolean allows(String name, int namePort) {
            return (port == -1 || port == namePort) && (anyBelow ? name.endsWith("." + host) : name.equals(host));
        }
    }
}
