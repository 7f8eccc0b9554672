package io.inceptionstreams.image;

/**
 * Reads a BMP's headers: those of Windows, of 40 bytes and more, and OS/2's first one. The rows of an uncompressed one
 * must be there; one with run lengths is the decoder's to check. Transparency is not looked at, as in most viewers.
 */
final class BmpProbe {

    private static final int OS2_HEADER = 12;
    private static final int LONGEST_HEADER = 124;
    private static final int FILE_HEADER = 14;

    private final Bytes bytes;

    BmpProbe(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Two letters alone would make many a text a bitmap: behind the file's header is a length, and one plane. */
    static boolean isBmp(Bytes bytes) {
        if (!bytes.startsWith('B', 'M') || bytes.length() < FILE_HEADER + OS2_HEADER) {
            return false;
        }
        String size = bytes.text(FILE_HEADER, 4);
        return size.charAt(0) <= LONGEST_HEADER
                && size.endsWith("\0\0\0")
                && bytes.text(FILE_HEADER + (size.charAt(0) == OS2_HEADER ? 8 : 12), 2)
                        .equals("\1\0");
    }

    EncodedImage probe() throws ImageException {
        long pixelsAt = bytes.u32le(10);
        long size = bytes.u32le(FILE_HEADER);
        long width;
        long height;
        int bits;
        long compression = 0;
        if (size == OS2_HEADER) {
            width = bytes.u16le(18);
            height = bytes.u16le(20);
            bits = bytes.u16le(24);
        } else if (size >= 40 && size <= LONGEST_HEADER) {
            width = (int) bytes.u32le(18);
            height = Math.abs((long) (int) bytes.u32le(22)); // negative: the first row is the topmost
            bits = bytes.u16le(28);
            compression = bytes.u32le(30);
        } else {
            throw ImageHeader.unsupported("a BMP with a header of " + size + " bytes");
        }
        boolean runLengths = (compression == 1 && bits == 8) || (compression == 2 && bits == 4);
        boolean masks = compression == 3 && (bits == 16 || bits == 32);
        boolean plain = compression == 0
                && switch (bits) {
                    case 1, 4, 8, 16, 24, 32 -> true;
                    default -> false;
                };
        if (!runLengths && !masks && !plain) {
            throw ImageHeader.unsupported("a BMP of " + bits + " bits with compression " + compression);
        }
        if (masks && !knownMasks(bits)) {
            throw ImageHeader.unsupported("a BMP of " + bits + " bits whose colours are masked in an unusual way");
        }
        ImageHeader header = ImageHeader.of(ImageFormat.BMP, width, height, Orientation.UPRIGHT);
        long rowBytes = (width * bits + 31) / 32 * 4;
        if (pixelsAt < FILE_HEADER + size || pixelsAt >= bytes.length()) {
            throw ImageHeader.corrupt(
                    "the BMP's pixels are said to begin at byte " + pixelsAt + " of " + bytes.length());
        }
        long padding = rowBytes - (width * bits + 7) / 8;
        long missing = rowBytes * height - (bytes.length() - pixelsAt);
        if (!runLengths && missing > padding) {
            throw ImageHeader.corrupt("the BMP is truncated: " + rowBytes * height + " bytes of pixels are "
                    + (bytes.length() - pixelsAt));
        }
        Pieces pieces = new Pieces(bytes);
        pieces.keep(0, bytes.length());
        if (!runLengths && missing > 0) {
            pieces.add(new byte[(int) missing]); // some writers leave the last row's padding out
        }
        return EncodedImage.of(header, pieces, false);
    }

    /** The masks that the decoder knows; it shows the colours of others wrongly. */
    private boolean knownMasks(int bits) throws ImageException {
        int at = FILE_HEADER + 40; // behind the short header, or in the longer ones
        long red = bytes.u32le(at);
        long green = bytes.u32le(at + 4);
        long blue = bytes.u32le(at + 8);
        return bits == 32
                ? red == 0xff0000 && green == 0xff00 && blue == 0xff
                : (red == 0xf800 && green == 0x7e0 && blue == 0x1f)
                        || (red == 0x7c00 && green == 0x3e0 && blue == 0x1f);
    }
}
