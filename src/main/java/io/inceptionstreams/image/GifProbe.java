package io.inceptionstreams.image;

/** Walks a GIF to its first frame, which is the image, without what the screen has around it. */
final class GifProbe {

    private static final int COLOURS = 0x80;
    private static final int INTERLACED = 0x40;

    private final Bytes bytes;
    private int at;

    GifProbe(Bytes bytes) {
        this.bytes = bytes;
    }

    EncodedImage probe() throws ImageException {
        int colours = colourBytes(bytes.u8(10));
        Bytes palette = bytes.part(13, colours);
        at = 13 + colours;
        int transparent = -1;
        while (bytes.u8(at) != 0x2c) {
            if (bytes.u8(at) != 0x21) {
                throw ImageHeader.corrupt("the GIF has no frame");
            }
            if (bytes.u8(at + 1) == 0xf9 && bytes.u8(at + 2) == 4) {
                transparent = (bytes.u8(at + 3) & 1) != 0 ? bytes.u8(at + 6) : -1;
            }
            at += 2;
            skipBlocks();
        }
        ImageHeader header =
                ImageHeader.of(ImageFormat.GIF, bytes.u16le(at + 5), bytes.u16le(at + 7), Orientation.UPRIGHT);
        int flags = bytes.u8(at + 9);
        int dataAt = at + 10 + colourBytes(flags);
        if ((flags & COLOURS) != 0) {
            palette = bytes.part(at + 10, colourBytes(flags));
        }
        if (palette.length() == 0) {
            throw ImageHeader.corrupt("the GIF has no colours");
        }
        bytes.u8(dataAt); // is there
        GifFrame frame = new GifFrame(
                bytes, header.width(), header.height(), (flags & INTERLACED) != 0, dataAt, palette, transparent);
        return EncodedImage.of(header, frame, transparent >= 0);
    }

    /** Bytes of a colour table. */
    private static int colourBytes(int flags) {
        return (flags & COLOURS) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private void skipBlocks() throws ImageException {
        int length = bytes.u8(at++);
        while (length > 0) {
            at += length;
            length = bytes.u8(at++);
        }
    }
}
