package io.inceptionstreams.uri;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An absolute {@code http:}, {@code https:} or {@code file:} URI as it is sent: RFC 3986, ASCII only. Immutable.
 *
 * <p>What RFC 3986 allows is kept byte for byte, because a signature may cover it: the case of escapes, {@code +}, empty
 * parameters, dot segments, bytes that are no UTF-8. What browsers and curl take besides is percent-encoded: characters
 * above 0x7f by UTF-8 and without normalisation, which would name another object; blanks and <code>" < > ^ ` { | }</code>,
 * brackets in a path, a {@code %} that begins no escape. The result is always a valid request target: servers that are
 * strict about it (Tomcat, the JDK's) refuse the raw {@code |} that a browser sends.
 *
 * <p>Refused, with the character and its place: control characters other than at the ends (browsers drop some of them,
 * curl refuses; a dropped one names another object), halves of surrogate pairs, and what is no host or no port.
 */
public final class Uri {

    /** What this grammar is for. */
    static final Set<String> SCHEMES = Set.of("http", "https", "file");

    private static final int SHOWN = 200;
    private static final int MOST_PORT = 0xffff;

    private final String scheme;
    private final boolean userInfo;
    private final String host;
    private final int port;
    private final String path;
    private final @Nullable String query;

    private Uri(String scheme, boolean userInfo, String host, int port, String path, @Nullable String query) {
        this.scheme = scheme;
        this.userInfo = userInfo;
        this.host = host;
        this.port = port;
        this.path = path;
        this.query = query;
    }

    /** Reads an absolute URI of one of the three schemes. */
    public static Uri parse(String text) throws MalformedUriException {
        return absolute(Reference.of(text));
    }

    private static Uri absolute(Reference reference) throws MalformedUriException {
        String scheme = reference.scheme();
        if (!SCHEMES.contains(scheme)) {
            throw new MalformedUriException(scheme.isEmpty() ? "it has no scheme" : "its scheme is " + scheme);
        }
        return hierarchical(scheme, reference);
    }

    /** Everything behind the scheme is the reference's. */
    private static Uri hierarchical(String scheme, Reference reference) throws MalformedUriException {
        String text = reference.text();
        int from = Math.max(reference.authority(), 0);
        int to = reference.hasAuthority() ? reference.path() : from;
        int at = to > from ? text.lastIndexOf('@', to - 1) : -1;
        boolean userInfo = at >= from;
        String path = Escapes.encode(text, reference.path(), reference.pathEnd(), Escapes.PATH);
        String query =
                reference.hasQuery() ? Escapes.encode(text, reference.query(), reference.end(), Escapes.QUERY) : null;
        if (scheme.equals("file")) {
            String machine = text.substring(from, to);
            if (!machine.isEmpty() && !machine.equalsIgnoreCase("localhost")) {
                throw new MalformedUriException("a file: URI has no host, or localhost");
            }
            if (!path.startsWith("/")) {
                throw new MalformedUriException("a file: URI has an absolute path");
            }
            // Dropped, as browsers do, it would be a part of the name that is missing.
            int mark = reference.hasQuery() ? reference.query() - 1 : reference.end();
            if (mark < text.length() && (text.charAt(mark) == '?' || text.charAt(mark) == '#')) {
                throw MalformedUriException.at(text, mark, "ends the path of a file, and must be percent-encoded");
            }
            return new Uri(scheme, false, "", -1, path, null);
        }
        int start = userInfo ? at + 1 : from;
        int colon = portColon(text, start, to);
        String host = Host.parse(text, start, colon);
        int port = colon == to ? -1 : port(scheme, text, colon + 1, to);
        return new Uri(scheme, userInfo, host, port, path.isEmpty() ? "/" : path, query);
    }

    /** The colon before the port; the end when there is none. */
    private static int portColon(String text, int from, int to) {
        int bracket = from < to && text.charAt(from) == '[' ? text.indexOf(']', from) : -1;
        int colon = text.indexOf(':', bracket >= 0 && bracket < to ? bracket : from);
        return colon < 0 || colon > to ? to : colon;
    }

    /** -1 for the one that the scheme implies: clients leave that out of the {@code Host} header, which is signed. */
    private static int port(String scheme, String text, int from, int to) throws MalformedUriException {
        int port = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw MalformedUriException.at(text, i, "is not allowed in a port");
            }
            port = Math.min(port * 10 + c - '0', MOST_PORT + 1);
        }
        if (from < to && (port < 1 || port > MOST_PORT)) {
            throw new MalformedUriException("the port at character " + (from + 1) + " is not from 1 to " + MOST_PORT);
        }
        return from == to || port == impliedPort(scheme) ? -1 : port;
    }

    private static int impliedPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /**
     * Where a reference leads from here: RFC 3986, section 5.2, so that {@code ?token=1} keeps the path and an empty one
     * is this document.
     *
     * @throws MalformedUriException also when the reference has a scheme of its own that is none of the three
     */
    public Uri resolve(String text) throws MalformedUriException {
        Reference reference = Reference.of(text);
        if (!reference.scheme().isEmpty()) {
            Uri other = absolute(reference);
            return other.withPath(DotSegments.removed(other.path), other.query);
        }
        if (reference.hasAuthority()) {
            Uri other = hierarchical(scheme, reference);
            return other.withPath(DotSegments.removed(other.path), other.query);
        }
        String there = Escapes.encode(reference.text(), reference.path(), reference.pathEnd(), Escapes.PATH);
        String asked = reference.hasQuery()
                ? Escapes.encode(reference.text(), reference.query(), reference.end(), Escapes.QUERY)
                : null;
        if (there.isEmpty()) {
            return withPath(path, asked == null ? query : asked);
        }
        String merged = there.startsWith("/") ? there : path.substring(0, path.lastIndexOf('/') + 1) + there;
        return withPath(DotSegments.removed(merged), asked);
    }

    /** As {@link #resolve}, for a header's value as HTTP clients read it: its bytes as Latin-1, which are kept. */
    public Uri resolveHeader(String latin1) throws MalformedUriException {
        return resolve(Escapes.ofLatin1(latin1));
    }

    private Uri withPath(String other, @Nullable String otherQuery) {
        return new Uri(scheme, userInfo, host, port, other, otherQuery);
    }

    public String scheme() {
        return scheme;
    }

    /** Whether there were credentials, or an empty place for them. They are not kept. */
    public boolean hasUserInfo() {
        return userInfo;
    }

    /**
     * Of the web: a name in lower case and ASCII, an IPv4 address in four decimal numbers, or an IPv6 address in brackets,
     * however they were written. Empty for a file.
     */
    public String host() {
        return host;
    }

    /** -1 when it is the scheme's own. */
    public int port() {
        return port;
    }

    /** The port to connect to. */
    public int effectivePort() {
        return port == -1 ? impliedPort(scheme) : port;
    }

    /** Begins with a slash. */
    public String path() {
        return path;
    }

    /** Null when there is none, which is not the same as an empty one. */
    public @Nullable String query() {
        return query;
    }

    /** What an HTTP request asks for: the path and the query. */
    public String target() {
        return query == null ? path : path + "?" + query;
    }

    /** The same for URIs that are sent in the same way. */
    @Override
    public String toString() {
        return scheme + "://" + host + (port == -1 ? "" : ":" + port) + target();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Uri uri && uri.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** For messages: as {@link #shown(String)}. */
    public String shown() {
        return shown(toString());
    }

    /** The scheme of any text, in lower case; empty when it has none. */
    public static String scheme(String text) {
        return Reference.scheme(text);
    }

    /**
     * A host alone, in the form of {@link #host()}.
     *
     * @param text a name, an IPv4 address, or an IPv6 address in brackets
     */
    public static String host(String text) throws MalformedUriException {
        return Host.parse(text, 0, text.length());
    }

    /** The bytes that a part of a text stands for: its escapes decoded, anything else by UTF-8. */
    public static byte[] octets(String text, int from, int to) throws MalformedUriException {
        return Escapes.octets(text, from, to);
    }

    /**
     * Any text, for messages: short, on one line, and without what may be a secret: query, fragment, credentials, and the
     * content of a {@code data:} URI.
     */
    public static String shown(String text) {
        int from = Reference.firstVisible(text);
        String scheme = scheme(text);
        String visible = text.substring(from, endShown(text, from, scheme));
        String shown = withoutCredentials(visible).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
        boolean cut = visible.length() < text.stripTrailing().length() - from;
        if (shown.length() > SHOWN) {
            int end = Character.isHighSurrogate(shown.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
            return shown.substring(0, end) + "...";
        }
        return cut ? shown + "..." : shown;
    }

    private static int endShown(String text, int from, String scheme) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            // Four times what is shown, because credentials in front may take room.
            if (i - from > 4 * SHOWN || c == '?' || c == '#' || (c == ',' && scheme.equals("data"))) {
                return i;
            }
        }
        return Math.max(from, text.stripTrailing().length());
    }

    private static String withoutCredentials(String visible) {
        String slashes = visible.toLowerCase(Locale.ROOT).startsWith("data:") ? visible : visible.replace('\\', '/');
        int authority = slashes.indexOf("//") + 2;
        if (authority < 2) {
            return visible;
        }
        int slash = slashes.indexOf('/', authority);
        int end = slash < 0 ? slashes.length() : slash;
        int at = slashes.lastIndexOf('@', end);
        if (at >= authority) {
            return visible.substring(0, authority) + "..." + visible.substring(at);
        }
        // A slash in a password ends the authority before its @: what is no port is not shown.
        boolean port = slashes.substring(authority, end).matches("(\\[[^\\]]*]|[^:]*)(:[0-9]*)?");
        return port ? visible : visible.substring(0, authority) + "...";
    }
}
