package io.inceptionstreams.image;

import java.util.ArrayList;
import java.util.List;

/**
 * A JPEG's frame header.
 *
 * @param components what a pixel consists of, in the order of the frame
 */
record JpegFrame(boolean progressive, int width, int height, List<Component> components) {

    private static final int MOST_COMPONENTS = 4;

    /**
     * One of a pixel's components.
     *
     * @param across sampling factor, 1 to 4: blocks of 8x8 of an interleaved unit
     * @param down the same downwards
     */
    record Component(int id, int across, int down) {}

    static JpegFrame read(int marker, Bytes segment) throws ImageException {
        // Baseline, extended and progressive: lossless, hierarchical and arithmetic ones are not met in practice.
        if (marker > 0xc2 || segment.u8(0) != 8) {
            throw ImageHeader.unsupported(
                    "a JPEG of this kind (SOF" + (marker - 0xc0) + ", " + segment.u8(0) + " bits)");
        }
        int height = segment.u16(1);
        int width = segment.u16(3);
        int count = segment.u8(5);
        if (count < 1 || count > MOST_COMPONENTS) {
            throw ImageHeader.corrupt("the JPEG has " + count + " components");
        }
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int factors = segment.u8(7 + 3 * i);
            Component component = new Component(segment.u8(6 + 3 * i), factors >> 4, factors & 15);
            components.add(component);
            if (component.across() < 1 || component.across() > 4 || component.down() < 1 || component.down() > 4) {
                throw ImageHeader.corrupt("the JPEG has a sampling factor outside of 1 to 4");
            }
        }
        return new JpegFrame(marker == 0xc2, width, height, List.copyOf(components));
    }

    int index(int id) {
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    private int mostAcross() {
        int most = 1;
        for (Component c : components) {
            most = Math.max(most, c.across());
        }
        return most;
    }

    private int mostDown() {
        int most = 1;
        for (Component c : components) {
            most = Math.max(most, c.down());
        }
        return most;
    }

    /** Units of an interleaved scan: each has every component's blocks. */
    long units() {
        return ceil(width, 8L * mostAcross()) * ceil(height, 8L * mostDown());
    }

    /** Blocks of a component in a scan of its own. */
    long blocks(int component) {
        Component c = components.get(component);
        return ceil(ceil((long) width * c.across(), mostAcross()), 8)
                * ceil(ceil((long) height * c.down(), mostDown()), 8);
    }

    /** Bytes of all coefficients, 2 each, which libjpeg keeps until the last of several scans. */
    long coefficientBytes() {
        long blocks = 0;
        for (Component c : components) {
            blocks += units() * c.across() * c.down();
        }
        return blocks * 64 * 2;
    }

    private static long ceil(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
