package io.inceptionstreams.image.fetch;

import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code fetch.headers.HOST}: what requests to a host say besides, such as a token. A host is one origin: its scheme and its
 * port count. The values are secrets: no message, listing or log has them.
 *
 * @param byOrigin the headers for each scheme, host and port
 */
public record RequestHeaders(Map<String, List<Field>> byOrigin) {

    /** None for any host. */
    public static final RequestHeaders NONE = new RequestHeaders(Map.of());

    /** What the names of such settings begin with. */
    public static final String PREFIX = "fetch.headers.";

    private static final int MOST = 20;
    private static final int LONGEST_VALUE = 8 << 10;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("[!-~]([\\t -~]*[!-~])?");

    /** The client's own, and those that say where a message ends or who passes it on. */
    private static final Set<String> RESERVED = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "accept-encoding",
            "range");

    public RequestHeaders {
        byOrigin = Map.copyOf(byOrigin);
    }

    /** One header. */
    public record Field(String name, String value) {

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Reads the settings.
     *
     * @param byHost what stands behind {@link #PREFIX}, {@code host}, {@code host:port} or either of them behind {@code
     *     http://}; and {@code Name: value}, one a line
     * @throws IllegalArgumentException that names the setting, and not its value
     */
    public static RequestHeaders of(Map<String, String> byHost) {
        Map<String, List<Field>> byOrigin = new HashMap<>();
        byHost.forEach((host, lines) -> {
            List<Field> earlier = byOrigin.put(namedOrigin(host), fields(PREFIX + host, lines));
            if (earlier != null) {
                throw new IllegalArgumentException(PREFIX + host + " names a host that another setting names too");
            }
        });
        return byOrigin.isEmpty() ? NONE : new RequestHeaders(byOrigin);
    }

    /** What a request for the URI says besides. */
    List<Field> to(Uri uri) {
        return byOrigin.getOrDefault(origin(uri), List.of());
    }

    static String origin(Uri uri) {
        return uri.scheme() + "://" + uri.host() + ":" + uri.effectivePort();
    }

    private static String namedOrigin(String host) {
        String rule = PREFIX + host + " must name a host: host, host:port, http://host or http://host:port";
        try {
            Uri uri = Uri.parse((host.startsWith("http://") ? "" : "https://") + host + "/");
            if (uri.hasUserInfo() || !uri.target().equals("/")) {
                throw new IllegalArgumentException(rule);
            }
            return origin(uri);
        } catch (MalformedUriException e) {
            throw new IllegalArgumentException(rule + ": " + e.getMessage(), e);
        }
    }

    private static List<Field> fields(String key, String lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines.lines().filter(each -> !each.isBlank()).toList()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(0, colon)).strip();
            String value = line.substring(colon + 1).strip();
            require(NAME.matcher(name).matches(), key, "must be lines of NAME: VALUE");
            require(
                    value.length() <= LONGEST_VALUE && VALUE.matcher(value).matches(),
                    key,
                    "has a value of " + name + " that is not visible ASCII of at most " + LONGEST_VALUE
                            + " characters");
            require(
                    !RESERVED.contains(name.toLowerCase(Locale.ROOT)),
                    key,
                    "must not have " + name + ", which is the client's own");
            fields.add(new Field(name, value));
        }
        require(!fields.isEmpty() && fields.size() <= MOST, key, "must have 1 to " + MOST + " headers");
        return List.copyOf(fields);
    }

    private static void require(boolean holds, String key, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(key + " " + rule);
        }
    }

    /** The hosts, and none of the values. */
    @Override
    public String toString() {
        return byOrigin.toString();
    }
}
