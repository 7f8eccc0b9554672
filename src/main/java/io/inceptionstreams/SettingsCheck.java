package io.inceptionstreams;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.http.ManagementServer;
import io.inceptionstreams.image.ImageSources;
import java.io.UncheckedIOException;

/**
 * What can be known to be wrong before topics are waited for and the model is loaded, which takes up to a minute. Whoever
 * uses a setting checks it again: a folder or a port may be gone by then.
 */
final class SettingsCheck {

    private SettingsCheck() {}

    /**
     * @throws IllegalArgumentException when settings contradict each other, or ask for what is not there
     * @throws UncheckedIOException when {@code http.port} is taken
     */
    static void check(Configuration configuration) {
        configuration.model(); // the rooms' records check what concerns several keys
        configuration.stream();
        configuration.pipeline();
        configuration.decode();
        configuration.batch(1);
        configuration.infer();
        ImageSources.check(configuration.fetch());
        ManagementServer.check(configuration.http());
    }
}
