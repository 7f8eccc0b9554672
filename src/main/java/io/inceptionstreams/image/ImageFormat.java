package io.inceptionstreams.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The formats that are decoded, and every word for them. */
public enum ImageFormat {
    JPEG("jpeg", "JPEG", "image/jpeg", List.of(".jpg", ".jpeg")),
    PNG("png", "PNG", "image/png", List.of(".png")),
    WEBP("webp", "WebP", "image/webp", List.of(".webp")),
    GIF("gif", "GIF", "image/gif", List.of(".gif")),
    BMP("bmp", "BMP", "image/bmp", List.of(".bmp"));

    /** For sentences, and for annotations, which take constants only. */
    public static final String TITLES = "JPEG, PNG, WebP, GIF or BMP";

    /** As {@link #TITLES}, the usual ending of each. */
    public static final String ENDINGS = ".jpg, .png, .webp, .gif or .bmp";

    private final String word;
    private final String title;
    private final String mediaType;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> endings;

    ImageFormat(String word, String title, String mediaType, List<String> endings) {
        this.word = word;
        this.title = title;
        this.mediaType = mediaType;
        this.endings = endings;
    }

    /** What a result says. */
    public String word() {
        return word;
    }

    /** What a sentence says. */
    public String title() {
        return title;
    }

    /** What HTTP and {@code data:} URIs say. */
    public String mediaType() {
        return mediaType;
    }

    /** In lower case, the usual one first. */
    public List<String> endings() {
        return endings;
    }

    /** What the name of a file says, which need not be true; null when it says nothing. */
    public static @Nullable ImageFormat ofFileName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.endings.stream().anyMatch(lower::endsWith))
                .findFirst()
                .orElse(null);
    }

    /** What the first bytes say; null when they are of another format. */
    public static @Nullable ImageFormat of(byte[] bytes) {
        return of(new Bytes(bytes));
    }

    static @Nullable ImageFormat of(Bytes bytes) {
        if (bytes.startsWith(0xff, 0xd8, 0xff)) {
            return JPEG;
        }
        if (bytes.startsWith(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return PNG;
        }
        if (bytes.startsWith('R', 'I', 'F', 'F') && bytes.text(8, 4).equals("WEBP")) {
            return WEBP;
        }
        if (bytes.startsWith('G', 'I', 'F', '8') && bytes.text(5, 1).equals("a")) {
            return GIF;
        }
        return BmpProbe.isBmp(bytes) ? BMP : null;
    }

    /** What a request asks for. Servers that negotiate would otherwise send formats that are not decoded. */
    public static String accept() {
        return Arrays.stream(values()).map(ImageFormat::mediaType).collect(Collectors.joining(", ", "", ", */*;q=0.1"));
    }
}
