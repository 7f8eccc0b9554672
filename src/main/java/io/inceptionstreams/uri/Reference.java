package io.inceptionstreams.uri;

import java.util.Locale;

/**
 * A text cut into the parts of RFC 3986 (section 3), nothing checked yet. All numbers are places in {@link #text}, which
 * has the length of what was given, so that a message can say where a fault is.
 *
 * <p>As browsers do: blanks and control characters at both ends do not count, and in a URI of the web a backslash before
 * the query is a slash. The fragment is not part of it: no server is sent one.
 *
 * @param scheme in lower case; empty when there is none
 * @param authority where it begins; -1 when there is none
 * @param path where it begins, and the authority ends
 * @param query where it begins, behind its question mark; -1 when there is none
 * @param end where the last part ends
 */
record Reference(String text, String scheme, int authority, int path, int query, int end) {

    static Reference of(String given) {
        int from = firstVisible(given);
        int to = endOfVisible(given, from);
        int fragment = given.indexOf('#', from);
        int end = fragment < 0 ? to : Math.min(fragment, to);
        String scheme = scheme(given);
        int at = scheme.isEmpty() ? from : from + scheme.length() + 1;
        int mark = given.indexOf('?', at);
        int hierarchyEnd = mark < 0 || mark >= end ? end : mark;
        boolean web = scheme.isEmpty() || Uri.SCHEMES.contains(scheme);
        String text = web && given.indexOf('\\', at) >= 0 ? withSlashes(given, at, hierarchyEnd) : given;
        int authority = text.startsWith("//", at) && at + 2 <= hierarchyEnd ? at + 2 : -1;
        int slash = authority < 0 ? at : text.indexOf('/', authority);
        int path = slash < 0 || slash > hierarchyEnd ? hierarchyEnd : slash;
        return new Reference(text, scheme, authority, path, hierarchyEnd < end ? hierarchyEnd + 1 : -1, end);
    }

    /** In lower case; empty when there is none. A {@code data:} URI of megabytes is not walked for this. */
    static String scheme(String text) {
        int from = firstVisible(text);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (c == ':' && i > from) {
                return text.substring(from, i).toLowerCase(Locale.ROOT);
            }
            if (!letter && (i == from || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) {
                return "";
            }
        }
        return "";
    }

    static int firstVisible(String text) {
        int from = 0;
        while (from < text.length() && text.charAt(from) <= ' ') {
            from++;
        }
        return from;
    }

    static int endOfVisible(String text, int from) {
        int to = text.length();
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        return to;
    }

    boolean hasAuthority() {
        return authority >= 0;
    }

    boolean hasQuery() {
        return query >= 0;
    }

    int pathEnd() {
        return hasQuery() ? query - 1 : end;
    }

    private static String withSlashes(String text, int from, int to) {
        return text.substring(0, from) + text.substring(from, to).replace('\\', '/') + text.substring(to);
    }
}
