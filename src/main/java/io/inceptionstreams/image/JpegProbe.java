package io.inceptionstreams.image;

import io.inceptionstreams.event.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Walks a JPEG's segments to its end marker: size, orientation, number of scans. The whole file is walked, at about a
 * gigabyte a second, for two reasons: a progressive JPEG may hide hundreds of scans, and a decoder fills what is missing
 * at the end of a truncated one with grey instead of failing.
 *
 * <p>Damage inside the compressed data that leaves the markers in place is not seen; libjpeg conceals it.
 */
final class JpegProbe {

    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP1 = 0xe1;

    private final Bytes bytes;
    private final DecodeSettings limits;
    private @Nullable ImageHeader frame;
    private Orientation orientation = Orientation.UPRIGHT;
    private boolean orientationSeen;
    private int scans;
    /** Where the next marker is expected. */
    private int at = 2;

    JpegProbe(Bytes bytes, DecodeSettings limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    ImageHeader probe() throws ImageException {
        for (int marker = nextMarker(); marker != EOI; marker = nextMarker()) {
            if (marker == 0x01 || isRestart(marker)) {
                continue; // these have no content
            }
            int length = bytes.u16(at);
            Bytes segment = bytes.part(at + 2, length - 2);
            at += length;
            if (isFrame(marker)) {
                frame(marker, segment);
            } else if (marker == APP1 && !orientationSeen && segment.text(0, 6).equals("Exif\0\0")) {
                orientation = Orientation.ofTiff(segment.part(6, segment.length() - 6));
                orientationSeen = true;
            } else if (marker == SOS) {
                scan();
            }
        }
        if (frame == null || scans == 0) {
            throw ImageHeader.corrupt("the JPEG has no image data");
        }
        return new ImageHeader("jpeg", frame.width(), frame.height(), orientation);
    }

    private int nextMarker() throws ImageException {
        if (at >= bytes.length()) {
            throw ImageHeader.corrupt("the JPEG is truncated: it has no end marker");
        }
        if (bytes.u8(at) != 0xff) {
            throw ImageHeader.corrupt("the JPEG has no marker where one must be, at byte " + at);
        }
        int marker = 0xff;
        while (marker == 0xff) { // any number of fill bytes
            marker = bytes.u8(++at);
        }
        at++;
        return marker;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    private void frame(int marker, Bytes segment) throws ImageException {
        if (frame != null) {
            throw ImageHeader.corrupt("the JPEG has two frames");
        }
        // Baseline, extended and progressive: lossless, hierarchical and arithmetic ones are not met in practice.
        if (marker > 0xc2 || segment.u8(0) != 8) {
            throw ImageHeader.unsupported(
                    "a JPEG of this kind (SOF" + (marker - 0xc0) + ", " + segment.u8(0) + " bits)");
        }
        int height = segment.u16(1);
        int width = segment.u16(3);
        ImageHeader.checkPixels(width, height, limits);
        frame = new ImageHeader("jpeg", width, height, Orientation.UPRIGHT);
    }

    private void scan() throws ImageException {
        if (frame == null) {
            throw ImageHeader.corrupt("the JPEG has a scan before its frame");
        }
        if (++scans > limits.maxScans()) {
            throw ImageException.permanent(
                    Reason.IMAGE_TOO_LARGE, "the JPEG has more scans than decode.max-scans = " + limits.maxScans());
        }
        // Inside compressed data FF is followed by 00 (a literal FF) or a restart; anything else is the next marker.
        int last = bytes.length() - 1;
        while (at < last) {
            if (bytes.u8(at) == 0xff) {
                int next = bytes.u8(at + 1);
                if (next != 0 && !isRestart(next)) {
                    return;
                }
            }
            at++;
        }
        throw ImageHeader.corrupt("the JPEG is truncated: its last scan has no end");
    }
}
