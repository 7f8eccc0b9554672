package io.inceptionstreams.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Reason;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OtherContentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BMW drives -> no name",
                "II*\0____ -> TIFF",
                "MM\0*____ -> TIFF",
                "8BPS\0\1 -> PSD",
                "%PDF-1.7 -> PDF",
                "\u00ff\n\u00fa -> JPEG XL",
                "\0\0\0\fJXL \r\n\u0087\n -> JPEG XL",
                "\0\0\0\fjP  \r\n\u0087\n -> JPEG 2000",
                "\0\0\0 ftypheic\0\0\0\0mif1heic -> HEIC",
                "\0\0\0 ftypmif1\0\0\0\0mif1heic -> HEIC",
                "\0\0\0\u0014ftypmif1\0\0\0\0mif1 -> HEIF",
                "\0\0\0 ftypavif\0\0\0\0avifmif1 -> AVIF",
                "\0\0\0 ftypmif1\0\0\0\0miafavif -> AVIF",
                "\0\0\0 ftypisom\0\0\0\0isommp42 -> a video (MP4)",
                "\0\0\0\u0014ftypqt  \0\0\0\0qt   -> a video (QuickTime)",
                "\u00ff\u00ff\u00ff\u00ffftyp -> a video (MP4)",
                "<svg xmlns=''> -> SVG",
                "<?xml version='1.0'?><svg> -> SVG",
                "<?xml version='1.0'?><Error> -> XML",
                "<!DOCTYPE html><html> -> HTML",
                "\r\n <HTML lang=en> -> HTML",
                "\u00ef\u00bb\u00bf<!doctype html> -> HTML",
                "{\"error\": 1} -> JSON",
                "P6\n1 1 255\n -> Netpbm",
                "\u001f\u008b\b -> gzip",
                "PK\3\4 -> a ZIP archive",
                "version https://git-lfs.github.com/spec/v1 -> a Git LFS pointer",
                "hello -> no name",
            })
    void formatsHaveTheirNames(String bytesAndName) {
        byte[] bytes = bytesAndName.split(" -> ", 2)[0].getBytes(ISO_8859_1);
        String name = bytesAndName.split(" -> ", 2)[1];
        String shown = name.equals("no name") ? "image: " : "image but " + name + ": ";

        assertThatThrownBy(() -> EncodedImage.probe(bytes, DecodeSettings.defaults()))
                .isInstanceOfSatisfying(
                        ImageException.class,
                        failure -> assertThat(failure.rejected().reason()).isEqualTo(Reason.IMAGE_UNSUPPORTED))
                .hasMessageStartingWith("not a JPEG, PNG, WebP, GIF or BMP " + shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!doctype html><html> -> 21 bytes, beginning `<!doctype`",
                "x -> 1 byte, beginning `x`",
                "Access`Denied -> 13 bytes, beginning `Access`",
                "a\u001b[31mb -> 7 bytes, beginning 61 1b 5b 33 31 6d 62",
                "\u00ff\u00fe\0\1\2\3\4\5\6\7 -> 10 bytes, beginning ff fe 00 01 02 03 04 05",
            })
    void theFirstBytesAreShown(String bytesAndShown) {
        byte[] bytes = bytesAndShown.split(" -> ", 2)[0].getBytes(ISO_8859_1);

        assertThat(OtherContent.described(bytes)).isEqualTo(bytesAndShown.split(" -> ", 2)[1]);
    }

    @Test
    void sizesAreReadable() {
        assertThat(OtherContent.described(new byte[0])).isEqualTo("0 bytes");
        assertThat(OtherContent.described(new byte[1_234_567])).startsWith("1,234,567 bytes, beginning 00 00");
        assertThat(OtherContent.described("x".repeat(99).getBytes(ISO_8859_1)))
                .isEqualTo("99 bytes, beginning `" + "x".repeat(32) + "`");
    }

    @Test
    void anyBytesHaveAMessage() {
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (random.nextBoolean() && bytes.length > 12) {
                System.arraycopy("ftyp".getBytes(ISO_8859_1), 0, bytes, 4, 4);
            }
            String name = OtherContent.name(new Bytes(bytes));

            assertThat(name == null ? "" : name).hasSizeLessThan(40);
            assertThat(OtherContent.described(bytes)).matches("[ -~]+");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.JPG", "b.jpeg", "c.d.Png", "e.webp", "f.gif", "g.BMP"})
    void namesOfFilesSayTheirFormat(String name) {
        assertThat(ImageFormat.ofFileName(name)).isNotNull();
        assertThat(ImageFormat.ofFileName(name + ".tif")).isNull();
    }

    @Test
    void theWordsAreThoseOfTheFormats() {
        String[] titles = {"JPEG", "PNG", "WebP", "GIF", "BMP"};
        assertThat(ImageFormat.values()).extracting(ImageFormat::title).containsExactly(titles);
        assertThat(ImageFormat.TITLES).isEqualTo("JPEG, PNG, WebP, GIF or BMP");
        assertThat(ImageFormat.ENDINGS).isEqualTo(".jpg, .png, .webp, .gif or .bmp");
        assertThat(ImageFormat.accept())
                .isEqualTo("image/jpeg, image/png, image/webp, image/gif, image/bmp, */*;q=0.1");
        for (ImageFormat format : ImageFormat.values()) {
            assertThat(ImageFormat.ENDINGS).contains(format.endings().get(0));
            assertThat(ImageFormat.TITLES).contains(format.title());
            assertThat(format.mediaType()).isEqualTo("image/" + format.word());
        }
    }
}
