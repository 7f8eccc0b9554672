package io.inceptionstreams.image;

import io.inceptionstreams.image.DecodeSettings.Alpha;
import java.util.Set;

/** The default limits, with one or the other changed. */
final class Limits {

    private static final DecodeSettings ALL = DecodeSettings.defaults();

    private Limits() {}

    static DecodeSettings pixels(long most) {
        return new DecodeSettings(
                most,
                ALL.maxBytes(),
                ALL.maxScans(),
                ALL.maxScanPixels(),
                ALL.minComplete(),
                ALL.alpha(),
                ALL.formats());
    }

    static DecodeSettings bytes(long most) {
        return new DecodeSettings(
                ALL.maxPixels(),
                most,
                ALL.maxScans(),
                ALL.maxScanPixels(),
                ALL.minComplete(),
                ALL.alpha(),
                ALL.formats());
    }

    static DecodeSettings scans(int most, long mostPixels) {
        return new DecodeSettings(
                ALL.maxPixels(), ALL.maxBytes(), most, mostPixels, ALL.minComplete(), ALL.alpha(), ALL.formats());
    }

    static DecodeSettings complete(double share) {
        return new DecodeSettings(
                ALL.maxPixels(),
                ALL.maxBytes(),
                ALL.maxScans(),
                ALL.maxScanPixels(),
                share,
                ALL.alpha(),
                ALL.formats());
    }

    static DecodeSettings alpha(Alpha alpha) {
        return new DecodeSettings(
                ALL.maxPixels(),
                ALL.maxBytes(),
                ALL.maxScans(),
                ALL.maxScanPixels(),
                ALL.minComplete(),
                alpha,
                ALL.formats());
    }

    static DecodeSettings formats(ImageFormat... formats) {
        return new DecodeSettings(
                ALL.maxPixels(),
                ALL.maxBytes(),
                ALL.maxScans(),
                ALL.maxScanPixels(),
                ALL.minComplete(),
                ALL.alpha(),
                Set.of(formats));
    }
}
