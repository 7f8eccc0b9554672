package io.inceptionstreams.image.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContentCodingsTest {

    private static final int MAX = 1 << 20;
    private static final byte[] TEXT = "a text that comes again and again and again and again".getBytes(US_ASCII);

    private final ContentCodings codings = new ContentCodings(MAX, () -> false);

    @ParameterizedTest
    @CsvSource({
        "gzip, gzip",
        "GZip, gzip",
        "x-gzip, x-gzip",
        "deflate, deflate",
        "' gzip , deflate', 'gzip,deflate'",
        "UTF-8, ''",
        "none, ''",
        "aws-chunked, ''",
        "'', ''",
        "identity, ''",
        "br, ''",
        "'gzip,aws-chunked', gzip",
        "'identity,gzip,', gzip",
        "gzip;q=1, ''",
    })
    void onlyWhatIsDecodedCounts(String header, String decoded) throws ImageException {
        BasicHttpResponse response = new BasicHttpResponse(200);
        response.addHeader("Content-Encoding", header);

        assertThat(String.join(",", ContentCodings.of(response))).isEqualTo(decoded);
    }

    @Test
    void severalHeadersAreOneListAndItIsBounded() throws ImageException {
        BasicHttpResponse response = new BasicHttpResponse(200);
        assertThat(ContentCodings.of(response)).isEmpty();
        response.addHeader("Content-Encoding", "gzip");
        response.addHeader("content-encoding", "deflate, gzip");
        assertThat(ContentCodings.of(response)).containsExactly("gzip", "deflate", "gzip");
        response.addHeader("Content-Encoding", "gzip, gzip");

        assertThatThrownBy(() -> ContentCodings.of(response))
                .hasMessageContaining("5 content codings, and 4 are decoded");
    }

    @Test
    void decodesGzipAndBothKindsOfDeflate() throws Exception {
        assertThat(codings.decode(gzip(TEXT), List.of("gzip"))).isEqualTo(TEXT);
        assertThat(codings.decode(gzip(TEXT), List.of("x-gzip"))).isEqualTo(TEXT);
        assertThat(codings.decode(zlib(TEXT), List.of("deflate"))).isEqualTo(TEXT);
        assertThat(codings.decode(bare(TEXT), List.of("deflate"))).isEqualTo(TEXT);
        assertThat(codings.decode(gzip(new byte[0]), List.of("gzip"))).isEmpty();
    }

    @Test
    void undoesTheLastCodingFirst() throws Exception {
        assertThat(codings.decode(gzip(zlib(TEXT)), List.of("deflate", "gzip"))).isEqualTo(TEXT);
        assertThat(codings.decode(bare(gzip(gzip(TEXT))), List.of("gzip", "gzip", "deflate")))
                .isEqualTo(TEXT);
    }

    @Test
    void anyBytesSurvive() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(200_000)];
            random.nextBytes(bytes);
            Arrays.fill(bytes, random.nextInt(bytes.length + 1), bytes.length, (byte) 7);
            if (bytes.length > 0) {
                bytes[0] = 0; // no image, and no gzip
            }
            assertThat(codings.decode(gzip(bytes), List.of("gzip"))).isEqualTo(bytes);
            assertThat(codings.decode(zlib(bytes), List.of("deflate"))).isEqualTo(bytes);
            assertThat(codings.decode(bare(bytes), List.of("deflate"))).isEqualTo(bytes);
        }
    }

    /** An object that was uploaded with a header which is not true of it. */
    @Test
    void whatIsNotCodedIsTakenAsItIs() throws Exception {
        byte[] png = TestImages.png(TestImages.quarters(8, 8));

        assertThat(codings.decode(png, List.of("gzip"))).isSameAs(png);
        assertThat(codings.decode(png, List.of("deflate"))).isSameAs(png);
        assertThat(codings.decode(gzip(png), List.of("gzip", "gzip"))).isEqualTo(png);
        assertThat(codings.decode(TEXT, List.of("gzip"))).isSameAs(TEXT);
    }

    @Test
    void readsEveryPartOfAGzipHeader() throws Exception {
        byte[] plain = gzip(TEXT);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(plain, 0, 3);
        all.write(4 | 8 | 16 | 2);
        all.write(plain, 4, 6);
        all.writeBytes(new byte[] {3, 0, 1, 2, 3});
        all.writeBytes("name\0comment\0".getBytes(US_ASCII));
        all.writeBytes(new byte[2]);
        all.write(plain, 10, plain.length - 10);

        assertThat(codings.decode(all.toByteArray(), List.of("gzip"))).isEqualTo(TEXT);
        for (int length = 11; length < all.size(); length++) {
            byte[] cut = Arrays.copyOf(all.toByteArray(), length);
            assertThatThrownBy(() -> codings.decode(cut, List.of("gzip")))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("gzip coding does not decode: it ");
        }
    }

    @Test
    void membersFollowEachOtherAndWhatFollowsThemDoesNotCount() throws Exception {
        byte[] two = TestImages.concat(gzip(TEXT), gzip(TEXT));
        byte[] padded = TestImages.concat(gzip(TEXT), new byte[512]);

        assertThat(codings.decode(two, List.of("gzip"))).isEqualTo(TestImages.concat(TEXT, TEXT));
        assertThat(codings.decode(padded, List.of("gzip"))).isEqualTo(TEXT);
    }

    /** Java's own stream calls itself for each of them. */
    @Test
    void manyEmptyMembersAreNoBomb() throws Exception {
        byte[] empty = gzip(new byte[0]);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            many.writeBytes(empty);
        }

        assertThat(codings.decode(many.toByteArray(), List.of("gzip"))).isEmpty();
    }

    @Test
    void bombsEndAtTheLimitOfAnImage() throws Exception {
        byte[] exact = new byte[MAX];
        byte[] larger = new byte[MAX + 1];
        byte[] nested = gzip(gzip(new byte[50 * MAX]));

        assertThat(codings.decode(gzip(exact), List.of("gzip"))).hasSize(MAX);
        assertThat(codings.decode(bare(exact), List.of("deflate"))).hasSize(MAX);
        tooLarge(gzip(larger), "gzip");
        tooLarge(zlib(larger), "deflate");
        tooLarge(bare(larger), "deflate");
        tooLarge(nested, "gzip", "gzip");
        tooLarge(TestImages.concat(gzip(exact), gzip(TEXT)), "gzip");
    }

    private void tooLarge(byte[] bytes, String... applied) {
        assertThatThrownBy(() -> codings.decode(bytes, List.of(applied)))
                .isInstanceOfSatisfying(
                        ImageException.class,
                        failure -> assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_TOO_LARGE))
                .hasMessageContaining("fetch.max-bytes = " + MAX);
    }

    @Test
    void aFetchThatIsGivenUpStopsWithinABuffer() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ContentCodings given = new ContentCodings(100 * MAX, () -> asked.incrementAndGet() > 3);
        byte[] bomb = gzip(new byte[50 * MAX]);

        assertThatThrownBy(() -> given.decode(bomb, List.of("gzip"))).hasMessageContaining("given up");
        assertThat(asked).hasValue(4);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        byte[] wrong = gzip(TEXT);
        wrong[wrong.length - 8]++;
        refused(wrong, "gzip", "its checksum is wrong");
        byte[] damaged = gzip(TEXT);
        Arrays.fill(damaged, 10, 20, (byte) 0xff);
        refused(damaged, "gzip", "gzip coding does not decode");
        refused(TEXT, "deflate", "deflate coding does not decode");
        byte[] dictionary = zlib(TEXT);
        dictionary[0] = 0x78;
        dictionary[1] = (byte) 0xbb;
        refused(dictionary, "deflate", "it needs a dictionary");
        refused(Arrays.copyOf(zlib(TEXT), 20), "deflate", "ends too early");
    }

    private void refused(byte[] bytes, String coding, String why) {
        assertThatThrownBy(() -> codings.decode(bytes, List.of(coding)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(why);
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    static byte[] zlib(byte[] bytes) throws IOException {
        return deflate(bytes, false);
    }

    static byte[] bare(byte[] bytes) throws IOException {
        return deflate(bytes, true);
    }

    private static byte[] deflate(byte[] bytes, boolean bare) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(6, bare);
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, deflater)) {
            deflate.write(bytes);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }
}
