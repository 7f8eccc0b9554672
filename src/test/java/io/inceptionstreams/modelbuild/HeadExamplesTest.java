package io.inceptionstreams.modelbuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.modelbuild.head.Examples.Example;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos become examples; the network is a stand-in that gives the first byte of the pixels. */
final class HeadExamplesTest {

    private static final int SIDE = 8;

    @TempDir
    Path folder = Path.of("");

    private final ImageDecoder decoder =
            new ImageDecoder(DecodeSettings.defaults(), new Target(SIDE, SIDE, Target.Interpolation.AREA));

    @Test
    void everyPhotoIsAnExampleOfItsClass() throws Exception {
        for (int i = 0; i < 20; i++) {
            photo("dark/" + (char) ('a' + i) + ".png", i);
            photo("light/" + (char) ('a' + i) + ".png", 200 + i);
        }

        HeadExamples examples = read(false);

        assertThat(examples.leftOut()).isEmpty();
        assertThat(examples.examples().all()).hasSize(40).allSatisfy(example -> {
            assertThat(example.features()[0]).isEqualTo(example.label() == 0 ? example.id() : 180 + example.id());
            assertThat(example.group()).isEqualTo(example.id());
        });
    }

    @Test
    void aPictureIsOneExampleHoweverManyFilesHaveIt() throws Exception {
        photo("dark/a.png", 1);
        photo("dark/b.png", 2);
        photo("light/a.png", 201);
        photo("light/b.png", 202);
        Files.copy(folder.resolve("dark/a.png"), folder.resolve("dark/copy.png"));
        // The same pixels in another file: BMP is not read, PNG without compression would do as well.
        ImageIO.write(
                grey(2, BufferedImage.TYPE_BYTE_GRAY),
                "png",
                folder.resolve("dark/grey.png").toFile());

        HeadExamples examples = read(false);

        assertThat(examples.examples().all()).hasSize(4);
        assertThat(examples.leftOut())
                .extracting(each -> folder.relativize(each.path()) + " " + each.why())
                .containsExactly(
                        "dark/copy.png has the same pixels as " + folder.resolve("dark/a.png"),
                        "dark/grey.png has the same pixels as " + folder.resolve("dark/b.png"));
    }

    @Test
    void aPictureInTwoClassesIsAnExampleOfNeither() throws Exception {
        for (int i = 0; i < 3; i++) {
            photo("dark/" + i + ".png", i);
            photo("light/" + i + ".png", 200 + i);
        }
        photo("dark/which.png", 100);
        photo("light/which.png", 100);

        HeadExamples examples = read(false);

        assertThat(examples.examples().all())
                .hasSize(6)
                .extracting(Example::features)
                .allSatisfy(features -> assertThat(features[0]).isNotEqualTo(100));
        assertThat(examples.leftOut())
                .extracting(each -> folder.relativize(each.path()).toString())
                .containsExactlyInAnyOrder("dark/which.png", "light/which.png");
    }

    @Test
    void aClassWithTooFewPhotosIsNamedWithTheReason() throws Exception {
        photo("dark/a.png", 1);
        photo("light/a.png", 201);
        photo("light/b.png", 202);
        Files.writeString(folder.resolve("dark/broken.png"), "no image");

        assertThatThrownBy(() -> read(false))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("--images: class dark has 1 photos that can be used, 2 are needed at least; "
                        + folder.resolve("dark/broken.png") + ": ");
    }

    @Test
    void photosOfASubfolderAreAGroupWhereThatIsAskedFor() throws Exception {
        photo("dark/alone.png", 1);
        photo("dark/scene/a.png", 2);
        photo("dark/scene/b/c.png", 3);
        photo("light/one/a.png", 201);
        photo("light/two/a.png", 202);

        assertThat(groups(read(true))).containsExactly(0, 1, 1, 3, 4);
        assertThat(groups(read(false))).containsExactly(0, 1, 2, 3, 4);

        Files.delete(folder.resolve("light/two/a.png"));
        photo("light/one/b.png", 203);
        assertThatThrownBy(() -> read(true))
                .hasMessage("--images: class light has 1 photos or subfolders that can be used, 2 are needed at least");
    }

    private static List<Integer> groups(HeadExamples examples) {
        return examples.examples().all().stream().map(Example::group).toList();
    }

    private HeadExamples read(boolean keepTogether) throws Exception {
        return HeadExamples.of(
                LabelledFolder.in(folder),
                keepTogether,
                decoder,
                images -> images.stream()
                        .map(pixels -> new float[] {Byte.toUnsignedInt(pixels.get(0))})
                        .toList(),
                Progress.none());
    }

    private void photo(String name, int grey) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(grey(grey, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }

    private static BufferedImage grey(int grey, int type) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, type);
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
            for (int i = 0; i < SIDE * SIDE; i++) {
                image.getRaster().setSample(i % SIDE, i / SIDE, 0, grey);
            }
            return image;
        }
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(grey, grey, grey));
        pen.fillRect(0, 0, SIDE, SIDE);
        pen.dispose();
        return image;
    }
}
