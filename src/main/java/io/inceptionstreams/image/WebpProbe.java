package io.inceptionstreams.image;

/** Walks a WebP's RIFF chunks: the canvas and the image in it must agree, and every length must fit. */
final class WebpProbe {

    private static final int ANIMATED = 0x02;

    private final Bytes bytes;
    private final DecodeSettings limits;
    private int canvasWidth;
    private int canvasHeight;
    private int width;
    private int height;
    private Orientation orientation = Orientation.UPRIGHT;

    WebpProbe(Bytes bytes, DecodeSettings limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    ImageHeader probe() throws ImageException {
        long end = bytes.u32le(4) + 8;
        if (end > bytes.length()) {
            throw ImageHeader.corrupt("the WebP is truncated: it claims " + end + " bytes of " + bytes.length());
        }
        int at = 12;
        while (at + 8L <= end) {
            long length = bytes.u32le(at + 4);
            if (length > end - at - 8) {
                throw ImageHeader.corrupt("the WebP is truncated: a chunk claims " + length + " bytes");
            }
            chunk(bytes.text(at, 4), bytes.part(at + 8, (int) length));
            at += 8 + (int) (length + (length & 1)); // chunks are padded to even lengths
        }
        if (width == 0) {
            throw ImageHeader.corrupt("the WebP has no image data");
        }
        if (canvasWidth != 0 && (canvasWidth != width || canvasHeight != height)) {
            throw ImageHeader.corrupt("the WebP's image and its canvas differ in size");
        }
        return new ImageHeader("webp", width, height, orientation);
    }

    private void chunk(String type, Bytes chunk) throws ImageException {
        switch (type) {
            case "VP8X" -> {
                if ((chunk.u8(0) & ANIMATED) != 0) {
                    throw ImageHeader.unsupported("an animated WebP");
                }
                canvasWidth = chunk.u24le(4) + 1;
                canvasHeight = chunk.u24le(7) + 1;
                ImageHeader.checkPixels(canvasWidth, canvasHeight, limits);
            }
            case "VP8 " -> {
                if (chunk.u8(3) != 0x9d || chunk.u8(4) != 0x01 || chunk.u8(5) != 0x2a) {
                    throw ImageHeader.corrupt("the WebP's lossy image does not begin with a key frame");
                }
                image(chunk.u16le(6) & 0x3fff, chunk.u16le(8) & 0x3fff);
            }
            case "VP8L" -> {
                if (chunk.u8(0) != 0x2f) {
                    throw ImageHeader.corrupt("the WebP's lossless image has no signature");
                }
                long sides = chunk.u32le(1);
                image((int) (sides & 0x3fff) + 1, (int) (sides >> 14 & 0x3fff) + 1);
            }
            case "EXIF" -> orientation = Orientation.ofTiff(chunk);
            default -> {
                // Alpha, colour profile, and what the specification says to skip.
            }
        }
    }

    private void image(int imageWidth, int imageHeight) throws ImageException {
        if (width != 0) {
            throw ImageHeader.corrupt("the WebP has two images");
        }
        ImageHeader.checkPixels(imageWidth, imageHeight, limits);
        width = imageWidth;
        height = imageHeight;
    }
}
