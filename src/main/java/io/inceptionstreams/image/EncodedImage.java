package io.inceptionstreams.image;

import org.jspecify.annotations.Nullable;

/**
 * An image that a probe has walked through: what it is, what decoding it takes, and the bytes that a decoder may see.
 *
 * @param transparent whether some pixel may not be opaque
 * @param jpeg what only a JPEG has; {@link JpegData#NONE} for other formats
 * @param gif what only a GIF has, which is not decoded from pieces
 */
record EncodedImage(
        ImageHeader header,
        Pieces pieces,
        boolean transparent,
        JpegData jpeg,
        @Nullable GifFrame gif,
        Cost cost) {

    /**
     * What decoding takes.
     *
     * @param bytesPerPixel native bytes for each pixel that is decoded, its output among them
     * @param bytesPerBlendedPixel the same where the transparency is kept to be blended
     * @param fixedBytes native bytes besides, whatever the scale
     * @param inflated bytes that come of compressed data
     */
    record Cost(int bytesPerPixel, int bytesPerBlendedPixel, long fixedBytes, long inflated) {

        /** Of a decoder that takes no more than its output. */
        static final Cost OUTPUT = new Cost(3, 4, 0, 0);
    }

    /** An image of which the decoder makes all pixels, and takes no more than its output. */
    static EncodedImage of(ImageHeader header, Pieces pieces, boolean transparent) {
        return new EncodedImage(header, pieces, transparent, JpegData.NONE, null, Cost.OUTPUT);
    }

    /** A GIF, decoded to an index and a colour for each pixel. */
    static EncodedImage of(ImageHeader header, GifFrame frame, boolean transparent) {
        Pieces none = new Pieces(new Bytes(new byte[0]));
        return new EncodedImage(header, none, transparent, JpegData.NONE, frame, new Cost(4, 5, 0, 0));
    }

    /** Pixels that a decoder passes through, once a scan, or bytes that it inflates: what its time grows with. */
    long passes() {
        return Math.max(cost.inflated(), header.pixels() * Math.max(1, jpeg.scans()));
    }

    /** Native bytes that decoding to {@code pixels} pixels takes at its peak, the encoded bytes among them. */
    long nativeBytes(long pixels, boolean keepAlpha) {
        return pieces.length()
                + cost.fixedBytes()
                + pixels * (keepAlpha ? cost.bytesPerBlendedPixel() : cost.bytesPerPixel());
    }

    /**
     * Walks through an image's structure, whose format its first bytes tell.
     *
     * <p>Only formats whose structure a probe can check are let through: of OpenCV's other decoders (TIFF, JPEG 2000,
     * EXR, PNM, HDR and more) none is reached.
     *
     * @throws ImageException when it is no image, is damaged, or would cost more than {@code limits} allow
     */
    static EncodedImage probe(byte[] image, DecodeSettings limits) throws ImageException {
        Bytes bytes = new Bytes(image);
        ImageFormat format = ImageFormat.of(bytes);
        if (format == null) {
            throw ImageHeader.unsupported(other(bytes, image));
        }
        if (!limits.formats().contains(format)) {
            throw ImageHeader.unsupported("decode.formats does not have " + format.word());
        }
        return switch (format) {
            case JPEG -> new JpegProbe(bytes, limits).probe();
            case PNG -> new PngProbe(bytes, limits).probe();
            case WEBP -> new WebpProbe(bytes).probe();
            case GIF -> new GifProbe(bytes).probe();
            case BMP -> new BmpProbe(bytes).probe();
        };
    }

    private static String other(Bytes bytes, byte[] image) {
        String name = OtherContent.name(bytes);
        return "not a " + ImageFormat.TITLES + " image" + (name == null ? "" : " but " + name) + ": "
                + OtherContent.described(image);
    }
}
