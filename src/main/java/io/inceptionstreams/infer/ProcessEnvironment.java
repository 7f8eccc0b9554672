package io.inceptionstreams.infer;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.jspecify.annotations.Nullable;

/**
 * The environment as native code sees it. TensorFlow takes settings from there when it loads, and Java cannot change
 * it: {@link System#getenv()} is a copy from the start of the process, and stays as it was.
 */
final class ProcessEnvironment {

    private interface C extends Library {
        @Nullable
        String getenv(String name);

        int setenv(String name, String value, int overwrite);
    }

    private ProcessEnvironment() {}

    /** Sets a variable that is not set. Returns its value afterwards, null where the platform has no such call. */
    static @Nullable String setDefault(String name, String value) {
        if (Platform.isWindows()) {
            return System.getenv(name);
        }
        C c = Native.load("c", C.class);
        int ignored = c.setenv(name, value, 0);
        return c.getenv(name);
    }
}
