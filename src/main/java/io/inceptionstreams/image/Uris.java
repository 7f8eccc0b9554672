package io.inceptionstreams.image;

import java.util.Locale;

/** What is read off a URI before anything parses it. */
final class Uris {

    private static final int SHOWN = 200;

    private Uris() {}

    /** The scheme in lower case; empty when there is none. A {@code data:} URI of megabytes is not parsed for this. */
    static String scheme(String uri) {
        int colon = uri.indexOf(':');
        if (colon < 1 || colon > 20) {
            return "";
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        return scheme.matches("[a-z0-9+.-]+") ? scheme : "";
    }

    /** For messages: short, on one line, and without a query, which may hold a signature. */
    static String shown(String uri) {
        int end = uri.length();
        if (scheme(uri).equals("data")) {
            int comma = uri.indexOf(',');
            end = comma < 0 ? end : comma;
        } else {
            int query = uri.indexOf('?');
            end = query < 0 ? end : query;
        }
        String shown = uri.substring(0, Math.min(end, SHOWN)).replaceAll("\\p{Cntrl}", " ");
        return end < uri.length() || end > SHOWN ? shown + "..." : shown;
    }
}
