package io.inceptionstreams.image;

/**
 * How a stored image is turned to stand upright: Exif's orientations 1 to 8. Each is an optional transposition, then an
 * optional flip.
 *
 * <p>OpenCV can apply them, but it turns the full image, in its own Exif parser; here the small result is turned, and the
 * parser is Java.
 */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    MIRRORED_UPSIDE_DOWN(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_LEFT(true, true, false),
    TRANSVERSED(true, true, true),
    TURNED_RIGHT(true, false, true);

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;

    private final boolean transposes;
    private final boolean flipsColumns;
    private final boolean flipsRows;

    Orientation(boolean transposes, boolean flipsColumns, boolean flipsRows) {
        this.transposes = transposes;
        this.flipsColumns = flipsColumns;
        this.flipsRows = flipsRows;
    }

    /** Whether width and height change places. */
    boolean transposes() {
        return transposes;
    }

    boolean flips() {
        return flipsColumns || flipsRows;
    }

    /** OpenCV's code for the flip that follows the transposition: 1 columns, 0 rows, -1 both. */
    int flipCode() {
        return flipsColumns && flipsRows ? -1 : flipsColumns ? 1 : 0;
    }

    /**
     * The orientation that a TIFF structure (the content of an Exif block) names; upright when it names none, or cannot
     * be read: a camera's broken notes are no reason to refuse its photo.
     */
    static Orientation ofTiff(Bytes tiff) {
        try {
            boolean little = tiff.text(0, 4).equals("II*\0");
            if (!little && !tiff.text(0, 4).equals("MM\0*")) {
                return UPRIGHT;
            }
            long directory = little ? tiff.u32le(4) : tiff.u32(4);
            if (directory > tiff.length()) {
                return UPRIGHT;
            }
            int count = u16(tiff, (int) directory, little);
            for (int i = 0; i < count; i++) {
                int entry = (int) directory + 2 + 12 * i;
                if (u16(tiff, entry, little) == TAG && u16(tiff, entry + 2, little) == SHORT) {
                    int value = u16(tiff, entry + 8, little);
                    return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
                }
            }
            return UPRIGHT;
        } catch (ImageException truncated) {
            return UPRIGHT;
        }
    }

    private static int u16(Bytes tiff, int at, boolean little) throws ImageException {
        return little ? tiff.u16le(at) : tiff.u16(at);
    }
}
