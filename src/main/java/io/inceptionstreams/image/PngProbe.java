package io.inceptionstreams.image;

/**
 * Walks a PNG's chunks to IEND. Every length must fit into the bytes that are there: a decoder that believes a lying one
 * allocates gigabytes for a file of 79 bytes. Checksums and compressed data are the decoder's to check; it does.
 */
final class PngProbe {

    private static final int CHUNK_OVERHEAD = 12; // length, type and checksum

    private final Bytes bytes;
    private final DecodeSettings limits;

    PngProbe(Bytes bytes, DecodeSettings limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    ImageHeader probe() throws ImageException {
        int at = 8;
        if (bytes.u32(at) != 13 || !bytes.text(at + 4, 4).equals("IHDR")) {
            throw ImageHeader.corrupt("the PNG does not begin with its header");
        }
        long width = bytes.u32(at + 8);
        long height = bytes.u32(at + 12);
        ImageHeader.checkPixels(width, height, limits);
        Orientation orientation = Orientation.UPRIGHT;
        boolean data = false;
        at += 13 + CHUNK_OVERHEAD;
        while (true) {
            long length = bytes.u32(at);
            String type = bytes.text(at + 4, 4);
            if (length > bytes.length() - at - (long) CHUNK_OVERHEAD) {
                throw ImageHeader.corrupt("the PNG is truncated: chunk " + printable(type) + " claims " + length
                        + " bytes, " + Math.max(0, bytes.length() - at - CHUNK_OVERHEAD) + " are left");
            }
            switch (type) {
                case "IEND" -> {
                    if (!data) {
                        throw ImageHeader.corrupt("the PNG has no image data");
                    }
                    return new ImageHeader("png", (int) width, (int) height, orientation);
                }
                case "IHDR" -> throw ImageHeader.corrupt("the PNG has two headers");
                case "IDAT" -> data = true;
                case "acTL" -> throw ImageHeader.unsupported("an animated PNG");
                case "eXIf" -> orientation = Orientation.ofTiff(bytes.part(at + 8, (int) length));
                default -> {
                    // Colour and text chunks are the decoder's business.
                }
            }
            at += (int) length + CHUNK_OVERHEAD;
        }
    }

    private static String printable(String type) {
        return type.replaceAll("[^A-Za-z]", "?");
    }
}
