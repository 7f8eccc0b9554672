package io.inceptionstreams.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.inceptionstreams.image.EncodedImage.Cost;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Walks a PNG's chunks to IEND. Every length must fit into the bytes that are there: a decoder that believes a lying one
 * allocates gigabytes for a file of 79 bytes. Checksums and compressed data are the decoder's to check; it does.
 *
 * <p>The decoder gets the header, the palette, the transparency and the image data, and nothing else. It would inflate
 * each compressed text twice (15 s for one file of 3.6 MB), and of an animation the default image is what is wanted. As
 * in browsers, a missing end does not matter where the data is complete; nor do missing checksums of its last chunk.
 */
final class PngProbe {

    private static final int HEADER_BYTES = 13;
    private static final int CHUNK_OVERHEAD = 12; // length, type and checksum
    private static final byte[] IDAT = {'I', 'D', 'A', 'T'};
    private static final byte[] END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};

    /** zlib's best: at most this number of bytes comes of one. */
    private static final int MOST_INFLATION = 1032;

    /** Bytes behind the image's own that a decoder may be made to inflate unseen: about a second of a core. */
    private static final long UNCHECKED_EXCESS = 512L << 20;

    /** The same where they were seen. An encoder writes none. */
    private static final long MOST_EXCESS = 1L << 20;

    /** Adam7's passes: the first column and row, and the distance of columns and rows. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private final Bytes bytes;
    private final DecodeSettings limits;
    private final Pieces pieces;

    PngProbe(Bytes bytes, DecodeSettings limits) {
        this.bytes = bytes;
        this.limits = limits;
        this.pieces = new Pieces(bytes);
    }

    EncodedImage probe() throws ImageException {
        int at = 8;
        if (bytes.u32(at) != HEADER_BYTES || !bytes.text(at + 4, 4).equals("IHDR")) {
            throw ImageHeader.corrupt("the PNG does not begin with its header");
        }
        Bytes header = bytes.part(at + 8, HEADER_BYTES);
        at += HEADER_BYTES + CHUNK_OVERHEAD;
        pieces.keep(0, Math.min(at, bytes.length()));
        Orientation orientation = Orientation.UPRIGHT;
        boolean transparent = (header.u8(9) & 4) != 0; // colour types 4 and 6
        boolean palette = false;
        boolean transparencies = false;
        int firstData = -1;
        int dataEnd = -1;
        long dataBytes = 0;
        int cutAt = -1;
        String truncated = "";
        while (true) {
            int left = bytes.length() - at;
            String type = bytes.text(at + 4, 4);
            if (firstData >= 0 && (left < 8 || type.equals("IEND"))) {
                break;
            }
            long length = bytes.u32(at);
            if (length > left - (long) CHUNK_OVERHEAD) {
                if (firstData >= 0 && !type.equals("IDAT")) {
                    break; // what is cut off is not the image
                }
                truncated = "the PNG is truncated: chunk " + printable(type) + " claims " + length + " bytes, "
                        + Math.max(0, left - CHUNK_OVERHEAD) + " are left";
                if (!type.equals("IDAT") || left < 8) {
                    throw ImageHeader.corrupt(truncated);
                }
                int there = (int) Math.min(length, left - 8);
                cutAt = at;
                firstData = firstData < 0 ? at : firstData;
                dataEnd = at + 8 + there;
                dataBytes += there;
                break;
            }
            switch (type) {
                case "IEND" -> throw ImageHeader.corrupt("the PNG has no image data");
                case "IHDR" -> throw ImageHeader.corrupt("the PNG has two headers");
                case "IDAT" -> {
                    pieces.keep(at, (int) length + CHUNK_OVERHEAD);
                    firstData = firstData < 0 ? at : firstData;
                    dataEnd = at + (int) length + CHUNK_OVERHEAD;
                    dataBytes += length;
                }
                case "PLTE" -> {
                    if (!palette && firstData < 0) { // further ones cost the decoder microseconds each
                        pieces.keep(at, (int) length + CHUNK_OVERHEAD);
                        palette = true;
                    }
                }
                case "tRNS" -> {
                    if (!transparencies && firstData < 0) {
                        pieces.keep(at, (int) length + CHUNK_OVERHEAD);
                        transparencies = true;
                        transparent = true;
                    }
                }
                case "eXIf" -> {
                    if (firstData < 0) { // the PNG specification wants it before the data
                        orientation = Orientation.ofTiff(bytes.part(at + 8, (int) length));
                    }
                }
                default -> {
                    // Text, colour profiles and animations are not for the decoder.
                }
            }
            at += (int) length + CHUNK_OVERHEAD;
        }
        ImageHeader found = ImageHeader.of(ImageFormat.PNG, header.u32(0), header.u32(4), orientation);
        limits.checkPixels(found, found.pixels()); // before anything is inflated
        long wanted = inflatedBytes(found, header.u8(8), header.u8(9), header.u8(12) == 1);
        if (cutAt >= 0) {
            Inflated inflated = inflate(firstData, dataEnd, wanted + 1);
            if (inflated.bytes() != wanted) {
                throw ImageHeader.corrupt(truncated);
            }
            keepCut(cutAt, dataEnd, inflated);
        } else if (dataBytes * MOST_INFLATION > wanted + UNCHECKED_EXCESS
                && inflate(firstData, dataEnd, wanted + MOST_EXCESS).bytes() == wanted + MOST_EXCESS) {
            throw ImageHeader.corrupt(
                    "the PNG's data goes on for more than " + MOST_EXCESS + " bytes behind its image");
        }
        pieces.add(END);
        // Blended in 16 bits, an image is 8 bytes a pixel and 4 once it has 8 bits.
        return new EncodedImage(
                found, pieces, transparent, JpegData.NONE, null, new Cost(3, header.u8(8) == 16 ? 12 : 4, 0, wanted));
    }

    /** Keeps a last chunk of data of which no more than checksums is cut off, with checksums. */
    private void keepCut(int at, int end, Inflated inflated) throws ImageException {
        byte[] missing = inflated.finished() ? new byte[0] : missing(end, inflated.checksum());
        int length = end - at - 8;
        CRC32 checksum = new CRC32();
        checksum.update(IDAT);
        bytes.feed(checksum, at + 8, length);
        checksum.update(missing);
        pieces.add(
                ByteBuffer.allocate(8).putInt(length + missing.length).put(IDAT).array());
        pieces.keep(at + 8, length);
        pieces.add(missing);
        pieces.add(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }

    /** What is missing of the checksum at the data's end. */
    private byte[] missing(int end, int checksum) throws ImageException {
        byte[] whole = ByteBuffer.allocate(4).putInt(checksum).array();
        for (int there = 3; there > 0; there--) {
            if (bytes.text(end - there, there).equals(new String(whole, 0, there, ISO_8859_1))) {
                return Arrays.copyOfRange(whole, there, whole.length);
            }
        }
        return whole;
    }

    /** Bytes that the image's compressed data holds: its rows, and a byte before each. */
    private static long inflatedBytes(ImageHeader header, int depth, int colourType, boolean interlaced)
            throws ImageException {
        int samples = switch (colourType) {
            case 0, 3 -> 1;
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> throw ImageHeader.corrupt("the PNG has no colour type " + colourType);
        };
        if (!interlaced) {
            return rows(header.width(), header.height(), samples * depth);
        }
        long bytes = 0;
        for (int[] pass : PASSES) {
            long columns = (header.width() - pass[0] + pass[2] - 1L) / pass[2];
            long rows = (header.height() - pass[1] + pass[3] - 1L) / pass[3];
            bytes += columns < 1 ? 0 : rows(columns, Math.max(0, rows), samples * depth);
        }
        return bytes;
    }

    private static long rows(long columns, long rows, int bitsPerPixel) {
        return rows * (1 + (columns * bitsPerPixel + 7) / 8);
    }

    /**
     * What came of the data.
     *
     * @param checksum Adler-32 of it
     * @param finished whether its end was reached
     */
    private record Inflated(long bytes, int checksum, boolean finished) {}

    /** Inflates the data, into nothing, up to {@code most} bytes or to where it is damaged. */
    private Inflated inflate(int firstData, int dataEnd, long most) throws ImageException {
        byte[] nowhere = new byte[1 << 16];
        Inflater inflater = new Inflater();
        long inflated = 0;
        try {
            int at = firstData;
            while (at < dataEnd && !inflater.finished() && inflated < most) {
                int length = (int) Math.min(bytes.u32(at), dataEnd - at - 8L);
                if (bytes.text(at + 4, 4).equals("IDAT")) {
                    bytes.feed(inflater, at + 8, length);
                    while (!inflater.needsInput() && !inflater.finished() && inflated < most) {
                        int more = inflater.inflate(nowhere, 0, (int) Math.min(nowhere.length, most - inflated));
                        inflated += more;
                        if (more == 0 && inflater.needsDictionary()) {
                            return new Inflated(inflated, inflater.getAdler(), false);
                        }
                    }
                }
                at += length + CHUNK_OVERHEAD;
            }
            return new Inflated(inflated, inflater.getAdler(), inflater.finished());
        } catch (DataFormatException e) { // the decoder finds the same, and says so
            return new Inflated(inflated, inflater.getAdler(), false);
        } finally {
            inflater.end();
        }
    }

    private static String printable(String type) {
        return type.replaceAll("[^A-Za-z]", "?");
    }
}
