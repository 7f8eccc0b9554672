package io.inceptionstreams.model;

import io.inceptionstreams.util.Bounds;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which model is served.
 *
 * @param place {@code model}: a folder, or the address of an archive
 * @param sha256 {@code model.sha256}: of the archive, or of a folder's {@code model.json}; null: any folder's
 * @param poll {@code model.poll}: how often to look for another version in the folder; zero: never
 * @param maxBytes {@code model.max-bytes}: of an archive, and of what is in it
 * @param fetchTimeout {@code model.fetch-timeout}: for an archive to arrive
 * @param cache {@code model.cache}: where archives are unpacked to
 */
public record ModelSettings(
        String place, @Nullable String sha256, Duration poll, long maxBytes, Duration fetchTimeout, Path cache) {

    public static final Bounds<Duration> POLL = new Bounds<>(Duration.ZERO, Duration.ofHours(24));
    public static final Bounds<Long> MAX_BYTES = new Bounds<>(1L << 10, 64L << 30);
    public static final Bounds<Duration> FETCH_TIMEOUT = new Bounds<>(Duration.ofSeconds(1), Duration.ofHours(24));

    public ModelSettings {
        POLL.check("model.poll", poll);
        MAX_BYTES.check("model.max-bytes", maxBytes);
        FETCH_TIMEOUT.check("model.fetch-timeout", fetchTimeout);
        if (isAddress(place) && sha256 == null) {
            throw new IllegalArgumentException("model.sha256 must be given for a model at an address: " + shown(place));
        }
        if (isAddress(place) && !poll.isZero()) {
            throw new IllegalArgumentException(
                    "model.poll must be 0 for a model at an address, which never changes: " + poll.toMillis() + "ms");
        }
    }

    /** Whether the model is an archive elsewhere, and no folder. */
    public boolean isRemote() {
        return isAddress(place);
    }

    /** The folder, when the model is one. */
    public Path folder() {
        if (isRemote()) {
            throw new IllegalStateException(place + " is no folder");
        }
        return Path.of(place);
    }

    /** For messages: without a query, which may be a signature. */
    public String shownPlace() {
        return shown(place);
    }

    private static String shown(String place) {
        int query = isAddress(place) ? place.indexOf('?') : -1;
        return query < 0 ? place : place.substring(0, query) + "?...";
    }

    private static boolean isAddress(String place) {
        return place.contains("://");
    }
}
