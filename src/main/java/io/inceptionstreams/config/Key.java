package io.inceptionstreams.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One setting.
 *
 * @param name lower-case words, joined by dots and hyphens
 * @param type how its text is read
 * @param defaultText what holds when no source says otherwise
 * @param description one line for the table
 */
public record Key<T>(String name, Type<T> type, String defaultText, String description) {

    static final String ENVIRONMENT_PREFIX = "INCEPTION_";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+([.-][a-z0-9]+)*");

    public Key {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("key " + name + ": expected lower-case words, joined by . and -");
        }
        if (description.isBlank() || description.lines().count() != 1) {
            throw new IllegalArgumentException("key " + name + ": expected one line of description");
        }
        try {
            type.parse(defaultText);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key " + name + ": default " + defaultText + ": " + e.getMessage(), e);
        }
    }

    /** Its environment variable. */
    String environmentVariable() {
        return ENVIRONMENT_PREFIX
                + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
