package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;

/** The one sentence about images with too many bytes. */
final class SizeLimit {

    private SizeLimit() {}

    static void check(long bytes, int maxBytes) throws ImageException {
        if (bytes > maxBytes) {
            throw exceeded(maxBytes);
        }
    }

    static ImageException exceeded(int maxBytes) {
        return ImageException.permanent(
                Reason.SOURCE_TOO_LARGE, "the image has more bytes than fetch.max-bytes = " + maxBytes);
    }
}
