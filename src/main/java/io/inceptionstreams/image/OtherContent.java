package io.inceptionstreams.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What bytes are that no decoder here takes, so that a message can say it. */
public final class OtherContent {

    /** How far text is looked at. */
    private static final int LOOKED_AT = 1024;

    private static final int MOST_BRANDS = 32;
    private static final int SHOWN = 32;
    private static final int SHOWN_IN_HEX = 8;

    /** Formats and their first bytes, Latin-1. */
    private static final List<Map.Entry<String, String>> FIRST_BYTES = List.of(
            Map.entry("PSD", "8BPS"),
            Map.entry("PDF", "%PDF-"),
            Map.entry("TIFF", "II*\0"),
            Map.entry("TIFF", "MM\0*"),
            Map.entry("TIFF", "II+\0"),
            Map.entry("TIFF", "MM\0+"),
            Map.entry("JPEG XR", "II\u00bc"),
            Map.entry("JPEG XL", "\u00ff\n"),
            Map.entry("JPEG XL", "\0\0\0\fJXL \r\n\u0087\n"),
            Map.entry("JPEG 2000", "\0\0\0\fjP  \r\n\u0087\n"),
            Map.entry("JPEG 2000", "\u00ffO\u00ffQ"),
            Map.entry("ICO", "\0\0\1\0"),
            Map.entry("OpenEXR", "v/1\1"),
            Map.entry("Radiance HDR", "#?RADIANCE"),
            Map.entry("QOI", "qoif"),
            Map.entry("DDS", "DDS "),
            Map.entry("XCF", "gimp xcf"),
            Map.entry("FITS", "SIMPLE  ="),
            Map.entry("PostScript", "%!PS"),
            Map.entry("a video (Matroska or WebM)", "\u001aE\u00df\u00a3"),
            Map.entry("a ZIP archive", "PK\3\4"),
            Map.entry("gzip", "\u001f\u008b"),
            Map.entry("zstd", "(\u00b5/\u00fd"),
            Map.entry("a Git LFS pointer", "version https://git-lfs"));

    /** Brands of the ISO base media file format, which AVIF, HEIC and videos share. */
    private static final Map<String, String> BRANDS = Map.ofEntries(
            Map.entry("avif", "AVIF"),
            Map.entry("avis", "AVIF"),
            Map.entry("heic", "HEIC"),
            Map.entry("heix", "HEIC"),
            Map.entry("heim", "HEIC"),
            Map.entry("heis", "HEIC"),
            Map.entry("hevc", "HEIC"),
            Map.entry("hevx", "HEIC"),
            Map.entry("mif1", "HEIF"),
            Map.entry("msf1", "HEIF"),
            Map.entry("crx ", "Canon CR3"),
            Map.entry("qt  ", "a video (QuickTime)"));

    private OtherContent() {}

    /** Its name; null when it is not known. */
    static @Nullable String name(Bytes bytes) {
        String start = bytes.text(0, LOOKED_AT);
        for (Map.Entry<String, String> format : FIRST_BYTES) {
            if (start.startsWith(format.getValue())) {
                return format.getKey();
            }
        }
        if (start.startsWith("ftyp", 4)) {
            return brand(start);
        }
        if (start.matches("(?s)P[1-7]\\s.*")) {
            return "Netpbm";
        }
        return start.startsWith("DICM", 128) ? "DICOM" : markup(start);
    }

    private static String brand(String start) {
        int length = start.charAt(0) << 24 | start.charAt(1) << 16 | start.charAt(2) << 8 | start.charAt(3);
        int end = Math.min(Math.min(length, start.length()), 8 + 4 * MOST_BRANDS);
        String weakest = "a video (MP4)";
        for (int at = 8; at + 4 <= end; at += 4) {
            String name = BRANDS.get(start.substring(at, at + 4));
            if (name != null && !name.equals("HEIF")) {
                return name;
            }
            weakest = name != null ? name : weakest;
        }
        return weakest;
    }

    private static @Nullable String markup(String start) {
        String text = withoutByteOrderMark(start).stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype html") || text.matches("(?s)<(html|head|body|script|title|meta)\\b.*")) {
            return "HTML";
        }
        if (text.startsWith("<svg") || (text.startsWith("<") && text.contains("<svg"))) {
            return "SVG";
        }
        if (text.startsWith("<?xml")) {
            return "XML";
        }
        return text.startsWith("{") || text.startsWith("[") ? "JSON" : null;
    }

    private static String withoutByteOrderMark(String latin1) {
        return latin1.startsWith("\u00ef\u00bb\u00bf") ? latin1.substring(3) : latin1;
    }

    /** Its size and its first bytes: up to a blank when they are text, else in hexadecimal. */
    public static String described(byte[] bytes) {
        String size = String.format(Locale.ROOT, "%,d %s", bytes.length, bytes.length == 1 ? "byte" : "bytes");
        if (bytes.length == 0) {
            return size;
        }
        String start = new String(bytes, 0, Math.min(bytes.length, SHOWN), ISO_8859_1).stripLeading();
        String word = start.split("[\\s`]", 2)[0];
        String shown = word.matches("[!-~]+")
                ? "`" + word + "`"
                : HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, SHOWN_IN_HEX));
        return size + ", beginning " + shown;
    }
}
