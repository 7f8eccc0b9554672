package io.inceptionstreams.image;

import io.inceptionstreams.image.EncodedImage.Cost;

/**
 * Walks a JPEG's segments to its end marker: size, orientation, number of scans. The whole file is walked, at about a
 * gigabyte a second, because a progressive JPEG may hide hundreds of scans, and because a decoder fills what is missing
 * at the end of a torn one with grey instead of failing.
 *
 * <p>As libjpeg and every browser do, it skips bytes between two segments up to the next marker, and takes the end of
 * the file for the end marker; whether the data is complete is asked of {@link JpegData} then. The decoder gets the
 * segments that it needs: no thumbnails, profiles or comments.
 *
 * <p>Damage inside the compressed data that leaves the markers in place is not seen; libjpeg conceals it.
 */
final class JpegProbe {

    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DHT = 0xc4;
    private static final int DRI = 0xdd;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final String EXIF = "Exif\0\0";

    private final Bytes bytes;
    private final DecodeSettings limits;
    private final Pieces pieces;
    private final JpegData data;
    private Orientation orientation = Orientation.UPRIGHT;
    private boolean orientationSeen;
    private long restarts;
    /** Where the next marker is expected. */
    private int at = 2;

    JpegProbe(Bytes bytes, DecodeSettings limits) {
        this.bytes = bytes;
        this.limits = limits;
        this.pieces = new Pieces(bytes);
        this.data = new JpegData(bytes);
    }

    EncodedImage probe() throws ImageException {
        pieces.keep(0, 2);
        int marker = nextMarker();
        while (marker != EOI) {
            if (marker != 0x01 && !isRestart(marker)) { // these have no content
                segment(marker);
            }
            marker = nextMarker();
        }
        pieces.add((byte) 0xff, (byte) EOI);
        JpegFrame frame = data.frame();
        if (frame == null || data.scans() == 0) {
            throw ImageHeader.corrupt("the JPEG has no image data");
        }
        ImageHeader header = ImageHeader.of(ImageFormat.JPEG, frame.width(), frame.height(), orientation);
        if (header.pixels() * data.scans() > limits.maxScanPixels()) {
            throw ImageHeader.tooLarge(header.width() + "x" + header.height() + " pixels in " + data.scans()
                    + " scans are more work than decode.max-scan-pixels = " + limits.maxScanPixels());
        }
        long coefficients = data.keepsCoefficients() ? frame.coefficientBytes() : 0;
        return new EncodedImage(header, pieces, false, data, null, new Cost(3, 3, coefficients, 0));
    }

    private void segment(int marker) throws ImageException {
        int start = at - 2;
        int length = bytes.u16(at);
        Bytes segment = bytes.part(at + 2, length - 2);
        at += length;
        if (isFrame(marker)) {
            data.frame(JpegFrame.read(marker, segment));
        } else if (marker == DHT) {
            data.tables(segment);
        } else if (marker == DRI) {
            data.restartInterval(segment.u16(0));
        } else if (marker == APP1 && !orientationSeen && segment.text(0, 6).equals(EXIF)) {
            orientation = Orientation.ofTiff(segment.part(6, segment.length() - 6));
            orientationSeen = true;
        }
        if (marker < APP0 || marker == APP0 || marker == APP14) { // the two tell libjpeg about the colours
            pieces.keep(start, length + 2);
        }
        if (marker == SOS) {
            scan(segment);
        }
    }

    /** The marker's second byte; {@link #EOI} where the file ends behind a scan. */
    private int nextMarker() throws ImageException {
        int length = bytes.length();
        while (at < length) {
            at = bytes.indexOf(0xff, at);
            while (at < length && bytes.u8(at) == 0xff) { // any number of fill bytes
                at++;
            }
            if (at < length) {
                int marker = bytes.u8(at++);
                if (marker == SOI && data.scans() > 0) { // another image, without an end of this one
                    data.endless();
                    return EOI;
                }
                if (marker != 0) {
                    return marker;
                }
            }
        }
        if (data.scans() == 0) {
            throw ImageHeader.corrupt("the JPEG is truncated: it ends before its image data");
        }
        data.endless();
        return EOI;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != 0xc8 && marker != 0xcc;
    }

    static boolean isRestart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    private void scan(Bytes header) throws ImageException {
        if (data.frame() == null) {
            throw ImageHeader.corrupt("the JPEG has a scan before its frame");
        }
        if (data.scans() == limits.maxScans()) {
            throw ImageHeader.tooLarge("the JPEG has more scans than decode.max-scans = " + limits.maxScans());
        }
        int start = at;
        restarts = 0;
        at = keepScan();
        data.scan(header, start, at, restarts);
    }

    /**
     * Keeps a scan's data, and returns where the next marker begins. Inside the data FF is followed by 00 (a literal FF) or
     * a restart; anything else is the next marker. Fill bytes, more FF before the second byte, are left out.
     */
    private int keepScan() throws ImageException {
        int length = bytes.length();
        int kept = at;
        int i = bytes.indexOf(0xff, at);
        while (i < length) {
            int next = i + 1;
            while (next < length && bytes.u8(next) == 0xff) {
                next++;
            }
            if (next == length || (bytes.u8(next) != 0 && !isRestart(bytes.u8(next)))) {
                pieces.keep(kept, i - kept);
                return i;
            }
            if (next > i + 1) {
                pieces.keep(kept, i - kept);
                kept = next - 1;
            }
            restarts += bytes.u8(next) == 0 ? 0 : 1;
            i = bytes.indexOf(0xff, next + 1);
        }
        pieces.keep(kept, length - kept);
        return length;
    }
}
