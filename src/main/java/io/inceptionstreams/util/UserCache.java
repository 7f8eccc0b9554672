package io.inceptionstreams.util;

import java.nio.file.Path;
import java.util.Map;

/** The folder where this program may keep what it can fetch or unpack again. */
public final class UserCache {

    private UserCache() {}

    /** The user's cache folder of this program, by the XDG base directory specification. */
    public static Path folder() {
        return folder(System.getenv(), System.getProperty("user.home"));
    }

    /** By that specification, a path that is not absolute is ignored. */
    static Path folder(Map<String, String> environment, String home) {
        String given = environment.getOrDefault("XDG_CACHE_HOME", "");
        boolean usable = !given.isEmpty() && Path.of(given).isAbsolute();
        Path caches = usable ? Path.of(given) : Path.of(home, ".cache");
        return caches.resolve("inception-streams");
    }
}
