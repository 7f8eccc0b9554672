package io.inceptionstreams.image;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG's compressed data as its headers tell it, and how much of it is there. A torn file is decoded without an error,
 * and grey where data is missing; a model is as sure about half a photo as about a whole one.
 *
 * <p>What can be told: components, coefficients and the last bits of coefficients for which no scan came; restart markers
 * that are not there; and how far a scan goes, whose codes are counted through, without making pixels, where something
 * looks wrong: no end marker, grey rows at the end, or a scan for each component. Of a progressive file only the first
 * scan is counted; a last one that ends early is not seen, and costs it the finest details.
 */
final class JpegData {

    private static final int COEFFICIENTS = 64;

    /** Of images that are no JPEGs. */
    static final JpegData NONE = new JpegData(new Bytes(new byte[0]));

    private final Bytes bytes;
    private final JpegCodes codes = new JpegCodes();
    private @Nullable JpegFrame frame;
    private int restartInterval;
    private int scans;
    private boolean endless;
    /** By component and coefficient: 0 for none, else one more than the low bits that no scan has had yet. */
    private byte[][] lacking = new byte[0][];

    /** The smallest share of a scan's restart markers. */
    private double restarts = 1;

    /** The first scan of a progressive file, all scans of others. */
    private final List<Scan> counted = new ArrayList<>();

    /** A scan and the tables as they were before it. */
    private record Scan(Bytes header, int from, int to, JpegCodes codes, int restartInterval) {}

    JpegData(Bytes bytes) {
        this.bytes = bytes;
    }

    void frame(JpegFrame read) throws ImageException {
        if (frame != null) {
            throw ImageHeader.corrupt("the JPEG has two frames");
        }
        frame = read;
        lacking = new byte[read.components().size()][COEFFICIENTS];
    }

    @Nullable
    JpegFrame frame() {
        return frame;
    }

    void tables(Bytes segment) throws ImageException {
        codes.read(segment);
    }

    void restartInterval(int units) {
        restartInterval = units;
    }

    /**
     * Notes a scan whose data is from {@code from} to {@code to}.
     *
     * @param restartsSeen restart markers in it
     */
    void scan(Bytes header, int from, int to, long restartsSeen) throws ImageException {
        JpegFrame known = frame();
        if (known == null) {
            throw new IllegalStateException("the frame comes first");
        }
        scans++;
        int count = header.u8(0);
        boolean progressive = known.progressive();
        int start = progressive ? Math.min(COEFFICIENTS - 1, header.u8(1 + 2 * count)) : 0;
        int end = progressive ? Math.min(COEFFICIENTS - 1, header.u8(2 + 2 * count)) : COEFFICIENTS - 1;
        int lowBits = progressive ? header.u8(3 + 2 * count) & 15 : 0;
        for (int i = 0; i < count; i++) {
            int component = known.index(header.u8(1 + 2 * i));
            if (component < 0) {
                throw ImageHeader.corrupt("the JPEG has a scan of a component that it does not have");
            }
            for (int k = start; k <= end; k++) {
                lacking[component][k] = (byte) (1 + lowBits);
            }
        }
        if (restartInterval > 0 && count > 0) {
            long intervals = (units(known, header) + restartInterval - 1) / restartInterval;
            restarts = Math.min(restarts, (1.0 + restartsSeen) / intervals);
        }
        if (counted.isEmpty() || !progressive) {
            counted.add(new Scan(header, from, to, codes.copy(), restartInterval));
        }
    }

    private static long units(JpegFrame frame, Bytes scan) throws ImageException {
        return scan.u8(0) == 1 ? frame.blocks(frame.index(scan.u8(1))) : frame.units();
    }

    int scans() {
        return scans;
    }

    /** The file ended without an end marker. */
    void endless() {
        endless = true;
    }

    /** Whether libjpeg keeps all coefficients in memory: with several scans, whatever the scale. */
    boolean keepsCoefficients() {
        return frame != null && (frame.progressive() || scans > 1);
    }

    /**
     * The share of the data that is there, 0 to 1, as far as it can be told.
     *
     * @param greyRows the share of rows at the end that a decoder made grey
     */
    double complete(double greyRows) throws ImageException {
        JpegFrame known = frame();
        if (known == null || counted.isEmpty()) {
            return 1;
        }
        double present = 0;
        for (byte[] component : lacking) {
            for (byte bits : component) {
                present += bits == 0 ? 0 : 1.0 / bits;
            }
        }
        double share = Math.min(restarts, present / (lacking.length * COEFFICIENTS));
        if (endless || greyRows > 0 || counted.size() > 1) {
            for (Scan scan : counted) {
                share = Math.min(share, counted(known, scan));
            }
        }
        return share;
    }

    private double counted(JpegFrame known, Scan scan) throws ImageException {
        int count = scan.header().u8(0);
        int[] dc = new int[10 * 4];
        int[] ac = new int[10 * 4];
        int blocks = 0;
        for (int i = 0; i < count; i++) {
            JpegFrame.Component c =
                    known.components().get(known.index(scan.header().u8(1 + 2 * i)));
            int tables = scan.header().u8(2 + 2 * i);
            int each = count == 1 ? 1 : c.across() * c.down();
            for (int b = 0; b < each && blocks < dc.length; b++) {
                dc[blocks] = tables >> 4;
                ac[blocks++] = tables & 15;
            }
        }
        int start = scan.header().u8(1 + 2 * count);
        boolean withAc = !known.progressive();
        if (known.progressive() && start != 0) {
            return 1; // a progressive file that begins with details: no encoder does so
        }
        long units = units(known, scan.header());
        long complete = scan.codes()
                .count(bytes, scan.from(), scan.to(), dc, ac, blocks, withAc, units, scan.restartInterval());
        return (double) complete / units;
    }
}
