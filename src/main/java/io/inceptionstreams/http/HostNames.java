package io.inceptionstreams.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names by which a request may address this server, against DNS rebinding: a page from elsewhere gives its own
 * host's name the address of this server, and reads what the browser of an operator is answered. Such a request
 * carries the page's host in {@code Host}, never a literal address. So literal addresses pass, which is what probes of
 * Kubernetes and Prometheus' service discovery send, and of names only known ones do. Ports do not matter: forwarding
 * changes them.
 */
final class HostNames {

    /** A name, or {@code *.} and a name. */
    private static final Pattern PATTERN = Pattern.compile("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+]");

    private final Set<String> names = new TreeSet<>();
    private final List<String> suffixes;

    HostNames(HttpSettings settings) {
        names.add("localhost");
        names.add(lower(settings.bindAddress()));
        settings.hosts().stream()
                .map(HostNames::lower)
                .filter(host -> !host.startsWith("*"))
                .forEach(names::add);
        suffixes = settings.hosts().stream()
                .map(HostNames::lower)
                .filter(host -> host.startsWith("*"))
                .map(host -> host.substring(1))
                .toList();
    }

    static boolean isPattern(String pattern) {
        return PATTERN.matcher(pattern).matches();
    }

    /** {@code host} as it stands in a request, without its port; an IPv6 address in brackets. */
    boolean know(String host) {
        if (IPV4.matcher(host).matches() || IPV6.matcher(host).matches()) {
            return true;
        }
        String lower = lower(host);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return names.contains(name) || suffixes.stream().anyMatch(name::endsWith);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
