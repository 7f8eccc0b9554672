package io.inceptionstreams.uri;

import java.util.ArrayDeque;
import java.util.Deque;

/** RFC 3986, section 5.2.4, for an absolute path. */
final class DotSegments {

    private DotSegments() {}

    static String removed(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> {}
                case ".." -> kept.pollLast();
                default -> {
                    kept.addLast(segments[i]);
                    continue;
                }
            }
            if (last) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}
