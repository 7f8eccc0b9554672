package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of {@code classify --html}: one file, bounded, and nothing in it that runs or is loaded. */
final class ContactSheetTest {

    private static final int SIDE = 299;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aPageHoldsPicturesLabelsAndFailures() throws IOException {
        Path place = folder.resolve("sheet.html");
        Model model = model(Preprocessing.Channels.RGB, "cat", "dog");
        try (ContactSheet sheet = ContactSheet.begin(place, model, "cpu")) {
            sheet.add(Path.of("photos/tom.jpg"), image(640, 480), new Scores(model.labels(), new float[] {0.9f, 0.1f}));
            sheet.addFailure(Path.of("photos/torn.jpg"), "image-corrupt: the jpeg ends too early");
            assertThat(place).as("before the page is whole").doesNotExist();
            sheet.finish();
        }

        String html = Files.readString(place);
        assertThat(html)
                .startsWith("<!doctype html>")
                .contains("<h1>pets 7</h1>")
                .contains("<bdi>photos/tom.jpg</bdi>", "<bdi>cat</bdi></b><i>0.9000</i><u style=\"--share:90.0%\">")
                .contains("<bdi>photos/torn.jpg</bdi>", "<p>image-corrupt: the jpeg ends too early</p>")
                .contains("2 files, 1 with labels</footer>")
                .endsWith("</html>\n");
        assertThat(html).contains("color-scheme: light dark", "prefers-color-scheme: dark");
        assertThat(html.indexOf(">cat<")).isLessThan(html.indexOf(">dog<"));
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(place);
        }
    }

    @Test
    void nothingOutsideOfThePageIsLoadedAndNothingRuns() throws IOException {
        Model model = model(Preprocessing.Channels.RGB, "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>");
        String html = page(model, Path.of("<img src=http://evil/>\u202E.jpg"), image(10, 10));

        assertThat(html)
                .contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script", "<img src", "<link", "url(", "\u202E");
        Matcher sources = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(html);
        assertThat(sources.results().map(found -> found.group(1)))
                .hasSize(1)
                .allMatch(source -> source.startsWith("data:image/jpeg;base64,"));
    }

    @ParameterizedTest
    @CsvSource({"640,480,160,120", "480,640,120,160", "100,100,160,160", "9000,30,160,24", "30,9000,24,160"})
    void aThumbnailHasTheProportionsOfThePhoto(int width, int height, int shownWidth, int shownHeight)
            throws IOException {
        Thumbnail thumbnail = Thumbnail.of(
                image(width, height),
                model(Preprocessing.Channels.RGB, "a", "b").preprocessing());

        assertThat(thumbnail.width()).isEqualTo(shownWidth);
        assertThat(thumbnail.height()).isEqualTo(shownHeight);
        BufferedImage picture = picture(thumbnail);
        assertThat(picture.getWidth()).isEqualTo(shownWidth);
        assertThat(picture.getHeight()).isEqualTo(shownHeight);
    }

    @Test
    void aCroppedPhotoIsShownAsTheModelSawIt() throws IOException {
        Preprocessing cropped = new Preprocessing(
                SIDE,
                SIDE,
                Preprocessing.Resize.CROP,
                0.875,
                Preprocessing.Interpolation.AREA,
                Preprocessing.Channels.RGB);

        Thumbnail thumbnail = Thumbnail.of(image(640, 480), cropped);

        assertThat(thumbnail.width()).isEqualTo(thumbnail.height());
    }

    /** The model's order of channels does not colour the thumbnails. */
    @ParameterizedTest
    @EnumSource(Preprocessing.Channels.class)
    void redIsRed(Preprocessing.Channels channels) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocate(SIDE * SIDE * 3);
        for (int i = channels == Preprocessing.Channels.RGB ? 0 : 2; i < pixels.capacity(); i += 3) {
            pixels.put(i, (byte) 255);
        }
        Model model = model(channels, "a", "b");

        int rgb = picture(Thumbnail.of(new DecodedImage(pixels, SIDE, SIDE, "png"), model.preprocessing()))
                .getRGB(80, 80);

        assertThat(rgb >> 16 & 0xff).isGreaterThan(240);
        assertThat(rgb & 0xffff).isLessThan(0x2020);
    }

    @Test
    void thePageIsBounded() throws IOException {
        Path place = folder.resolve("sheet.html");
        Model model = model(Preprocessing.Channels.RGB, "cat", "dog");
        DecodedImage noise = noise();
        int one = Thumbnail.of(noise, model.preprocessing()).uri().length();
        assertThat(one).as("a thumbnail of noise, the worst there is").isLessThan(64 << 10);
        try (ContactSheet sheet = ContactSheet.begin(place, model, "cpu", 3, 2 * one)) {
            for (int i = 0; i < 5; i++) {
                sheet.add(Path.of(i + ".jpg"), noise, new Scores(model.labels(), new float[] {0.5f, 0.5f}));
            }
            sheet.addFailure(Path.of("5.jpg"), "torn");
            sheet.finish();
        }

        String html = Files.readString(place);
        assertThat(html.split("<article", -1)).hasSize(1 + 3);
        assertThat(html.split("<img", -1)).hasSize(1 + 2);
        assertThat(html)
                .contains("no thumbnail: the page has enough of them")
                .contains("6 files, 5 with labels; 3 of them are not on this page");
    }

    @Test
    void aPageThatIsNotFinishedLeavesWhatWasThere() throws IOException {
        Path place = Files.writeString(folder.resolve("sheet.html"), "the page of yesterday");
        try (ContactSheet sheet = ContactSheet.begin(place, model(Preprocessing.Channels.RGB, "a", "b"), "cpu")) {
            sheet.addFailure(Path.of("a.jpg"), "torn");
        }

        assertThat(place).hasContent("the page of yesterday");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(place);
        }
    }

    private String page(Model model, Path file, DecodedImage image) throws IOException {
        Path place = folder.resolve("page.html");
        try (ContactSheet sheet = ContactSheet.begin(place, model, "cpu")) {
            sheet.add(file, image, new Scores(model.labels(), new float[] {0.9f, 0.1f}));
            sheet.finish();
        }
        return Files.readString(place);
    }

    private static BufferedImage picture(Thumbnail thumbnail) throws IOException {
        byte[] jpeg = Base64.getDecoder().decode(thumbnail.uri().substring("data:image/jpeg;base64,".length()));
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    private static DecodedImage image(int width, int height) {
        return new DecodedImage(ByteBuffer.allocate(SIDE * SIDE * 3), width, height, "jpeg");
    }

    private static DecodedImage noise() {
        byte[] pixels = new byte[SIDE * SIDE * 3];
        new Random(1).nextBytes(pixels);
        return new DecodedImage(ByteBuffer.wrap(pixels), SIDE, SIDE, "jpeg");
    }

    private static Model model(Preprocessing.Channels channels, String... labels) {
        return Model.draft(
                Path.of("nowhere"),
                new Metadata(
                        "pets",
                        "7",
                        List.of(labels),
                        new Preprocessing(
                                SIDE,
                                SIDE,
                                Preprocessing.Resize.STRETCH,
                                1,
                                Preprocessing.Interpolation.AREA,
                                channels),
                        Metadata.Classifier.SOFTMAX,
                        new Model.Signature("serving_default", "images", "probabilities"),
                        Optional.empty(),
                        new Metadata.Origin("made by a test", "CC0-1.0", "")));
    }
}
