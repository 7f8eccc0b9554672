package io.inceptionstreams.config;

import java.util.List;

/** The configuration is wrong. The message has a line for each problem: key, value, source, and what was expected. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
