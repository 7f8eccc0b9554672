package io.inceptionstreams.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.inceptionstreams.image.EncodedImage.Cost;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Walks a WebP's RIFF chunks: the canvas and the image in it must agree, and every length up to the image must fit. As in
 * browsers, what is missing behind the image does not matter. The decoder gets a file with the image's own chunks alone; of
 * an animation, with those of the first frame.
 */
final class WebpProbe {

    private static final int ANIMATED = 0x02;
    private static final int ALPHA = 0x10;
    private static final int FRAME_HEADER = 16;
    private static final String EXIF = "Exif\0\0";

    private final Bytes bytes;
    private int canvasWidth;
    private int canvasHeight;
    private boolean animated;
    private @Nullable ImageHeader image;
    private boolean lossless;
    private boolean transparent;
    /** Where the chunks of transparency and of the image are, with their headers; -1: there is none. */
    private int alphaAt = -1;

    private int alphaLength;
    private int imageAt = -1;
    private int imageLength;
    private Orientation orientation = Orientation.UPRIGHT;

    WebpProbe(Bytes bytes) {
        this.bytes = bytes;
    }

    EncodedImage probe() throws ImageException {
        long claimed = bytes.u32le(4) + 8;
        walk(12, (int) Math.min(claimed, bytes.length()), false);
        if (image == null) {
            throw ImageHeader.corrupt("the WebP has no image data");
        }
        if (!animated && canvasWidth != 0 && (canvasWidth != image.width() || canvasHeight != image.height())) {
            throw ImageHeader.corrupt("the WebP's image and its canvas differ in size");
        }
        ImageHeader upright = ImageHeader.of(ImageFormat.WEBP, image.width(), image.height(), orientation);
        // libwebp keeps a lossless image as 4 bytes a pixel beside the output, and so a lossy one's transparency.
        boolean inArgb = lossless || alphaAt >= 0;
        long tables = lossless
                ? LosslessWebp.tableBytes(bytes.part(imageAt + 8, imageLength - 8), image.width(), image.height())
                : 0;
        Cost cost = new Cost(inArgb ? 7 : 3, inArgb ? 8 : 4, tables, 0);
        return new EncodedImage(upright, pieces(upright), transparent, JpegData.NONE, null, cost);
    }

    private void walk(int from, int end, boolean inFrame) throws ImageException {
        int at = from;
        while (at + 8L <= end) {
            long length = bytes.u32le(at + 4);
            if (length > end - at - 8) {
                if (image != null) {
                    return; // what is cut off is not the image
                }
                throw ImageHeader.corrupt("the WebP is truncated: a chunk claims " + length + " bytes");
            }
            chunk(bytes.text(at, 4), at, bytes.part(at + 8, (int) length), inFrame);
            at += 8 + (int) (length + (length & 1)); // chunks are padded to even lengths
        }
    }

    private void chunk(String type, int at, Bytes chunk, boolean inFrame) throws ImageException {
        switch (type) {
            case "VP8X" -> {
                animated = (chunk.u8(0) & ANIMATED) != 0;
                canvasWidth = chunk.u24le(4) + 1;
                canvasHeight = chunk.u24le(7) + 1;
            }
            case "ANMF" -> {
                if (animated && !inFrame && image == null) {
                    walk(at + 8 + FRAME_HEADER, at + 8 + chunk.length(), true);
                    if (image == null) {
                        throw ImageHeader.corrupt("the WebP's first frame has no image data");
                    }
                }
            }
            case "ALPH" -> {
                if (belongs(inFrame) && image == null) {
                    alphaAt = at;
                    alphaLength = 8 + chunk.length();
                    transparent = true;
                }
            }
            case "VP8 " -> {
                if (belongs(inFrame)) {
                    if (chunk.u8(3) != 0x9d || chunk.u8(4) != 0x01 || chunk.u8(5) != 0x2a) {
                        throw ImageHeader.corrupt("the WebP's lossy image does not begin with a key frame");
                    }
                    image(at, chunk, chunk.u16le(6) & 0x3fff, chunk.u16le(8) & 0x3fff);
                }
            }
            case "VP8L" -> {
                if (belongs(inFrame)) {
                    if (chunk.u8(0) != 0x2f) {
                        throw ImageHeader.corrupt("the WebP's lossless image has no signature");
                    }
                    long head = chunk.u32le(1);
                    lossless = true;
                    transparent |= ((head >> 28) & 1) != 0;
                    image(at, chunk, (int) (head & 0x3fff) + 1, (int) ((head >> 14) & 0x3fff) + 1);
                }
            }
            case "EXIF" -> {
                // sharp writes the prefix that belongs into a JPEG's segment.
                int prefix = chunk.text(0, EXIF.length()).equals(EXIF) ? EXIF.length() : 0;
                orientation = Orientation.ofTiff(chunk.part(prefix, chunk.length() - prefix));
            }
            default -> {
                // Colour profile, and what the specification says to skip.
            }
        }
    }

    /** An animation's image chunks are in its frames. */
    private boolean belongs(boolean inFrame) {
        return animated == inFrame;
    }

    private void image(int at, Bytes chunk, int width, int height) throws ImageException {
        if (image != null) {
            throw ImageHeader.corrupt("the WebP has two images");
        }
        image = ImageHeader.of(ImageFormat.WEBP, width, height, Orientation.UPRIGHT);
        imageAt = at;
        imageLength = 8 + chunk.length();
    }

    private Pieces pieces(ImageHeader header) throws ImageException {
        boolean extended = alphaAt >= 0 && !lossless;
        int alpha = extended ? alphaLength + (alphaLength & 1) : 0;
        int padded = imageLength + (imageLength & 1);
        ByteBuffer head = ByteBuffer.allocate(extended ? 30 : 12).order(ByteOrder.LITTLE_ENDIAN);
        head.put("RIFF".getBytes(ISO_8859_1)).putInt(head.capacity() - 8 + alpha + padded);
        head.put("WEBP".getBytes(ISO_8859_1));
        if (extended) {
            head.put("VP8X".getBytes(ISO_8859_1)).putInt(10).putInt(ALPHA);
            u24(head, header.width() - 1);
            u24(head, header.height() - 1);
        }
        Pieces pieces = new Pieces(bytes);
        pieces.add(head.array());
        if (extended) {
            keep(pieces, alphaAt, alphaLength);
        }
        keep(pieces, imageAt, imageLength);
        return pieces;
    }

    private static void keep(Pieces pieces, int at, int length) throws ImageException {
        pieces.keep(at, length);
        if ((length & 1) != 0) {
            pieces.add((byte) 0);
        }
    }

    private static void u24(ByteBuffer to, int value) {
        to.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }
}
