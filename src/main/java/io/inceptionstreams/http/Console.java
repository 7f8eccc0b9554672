package io.inceptionstreams.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page's three files, read once from the class path. */
final class Console {

    private Console() {}

    static Answer html() {
        return file("console.html", "text/html; charset=utf-8");
    }

    static Answer style() {
        return file("console.css", "text/css; charset=utf-8");
    }

    static Answer script() {
        return file("console.js", "text/javascript; charset=utf-8");
    }

    static Answer icon() {
        return file("icon.svg", "image/svg+xml");
    }

    private static Answer file(String name, String contentType) {
        try (InputStream in = Console.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the application");
            }
            return Answer.ok(contentType, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
