package io.inceptionstreams.app;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.http.ManagementServer;
import io.inceptionstreams.image.fetch.ImageSources;
import java.io.UncheckedIOException;

/**
 * What can be known to be wrong before topics are waited for and the model is loaded, which takes up to a minute. The
 * user of a setting checks it again: a folder or a port may be gone by then.
 */
public final class Preflight {

    private Preflight() {}

    /**
     * @throws IllegalArgumentException when settings contradict each other, or ask for what is not there
     * @throws UncheckedIOException when {@code http.port} is taken
     */
    public static void check(Configuration configuration) {
        configuration.check();
        ImageSources.check(configuration.fetch());
        ManagementServer.check(configuration.http());
    }
}
