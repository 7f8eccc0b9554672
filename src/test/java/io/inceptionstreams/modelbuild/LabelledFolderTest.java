package io.inceptionstreams.modelbuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.modelbuild.LabelledFolder.Ignored;
import io.inceptionstreams.modelbuild.LabelledFolder.Photo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are photos of which class, and what is said of the others. */
final class LabelledFolderTest {

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void twoClasses() throws IOException {
        file("cat/1.jpg");
        file("cat/indoors/2.JPEG");
        file("dog/3.png");
        file("dog/4.webp");
    }

    @Test
    void aFolderIsAClassWithAllThatIsBelowIt() throws Exception {
        LabelledFolder found = LabelledFolder.in(folder);

        assertThat(found.labels()).containsExactly("cat", "dog");
        assertThat(found.photos())
                .containsExactly(
                        new Photo(folder.resolve("cat/1.jpg"), 0, null),
                        new Photo(folder.resolve("cat/indoors/2.JPEG"), 0, folder.resolve("cat/indoors")),
                        new Photo(folder.resolve("dog/3.png"), 1, null),
                        new Photo(folder.resolve("dog/4.webp"), 1, null));
        assertThat(found.ignored()).isEmpty();
    }

    @Test
    void whatIsIgnoredIsListedWithItsReason() throws Exception {
        file("stray.jpg");
        file(".git/5.jpg");
        file("cat/notes.txt");
        file("cat/._1.jpg");
        file("dog/.cache/6.jpg");
        Files.createDirectories(folder.resolve("bird"));
        file("horse/7.tiff");
        Files.createSymbolicLink(folder.resolve("dog/again"), folder.resolve("dog"));

        LabelledFolder found = LabelledFolder.in(folder);

        assertThat(found.labels()).containsExactly("cat", "dog");
        Function<Ignored, String> text = each -> folder.relativize(each.path()) + " " + each.why();
        assertThat(found.ignored())
                .extracting(text)
                .containsExactlyInAnyOrder(
                        ".git is hidden: its name begins with a dot",
                        "bird is a class without photos",
                        "cat/._1.jpg is hidden: its name begins with a dot",
                        "cat/notes.txt does not end in .jpg, .jpeg, .png, .webp, .gif, .bmp",
                        "dog/.cache is hidden: its name begins with a dot",
                        "dog/again leads back to a folder above it",
                        "horse is a class without photos",
                        "horse/7.tiff does not end in .jpg, .jpeg, .png, .webp, .gif, .bmp",
                        "stray.jpg is in no class's folder");
    }

    @Test
    void aClassMayBeALinkToAFolder() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("cat/indoors"));
        Files.createSymbolicLink(folder.resolve("linked"), elsewhere);

        assertThat(LabelledFolder.in(folder).labels()).containsExactly("cat", "dog", "linked");
    }

    @Test
    void oneClassIsNoneToTellFromAnother() throws IOException {
        Path alone = Files.createDirectories(folder.resolve("cat"));

        assertThatThrownBy(() -> LabelledFolder.in(alone))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("needs a folder of photos for each class, at least two; has [indoors]");
        assertThatThrownBy(() -> LabelledFolder.in(folder.resolve("absent")))
                .hasMessage("--images: " + folder.resolve("absent") + " is no folder");
    }

    private void file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "bytes");
    }
}
