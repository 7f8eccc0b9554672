package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a folder on the command line stands for, and what is said of the others. */
final class ImageArgumentsTest {

    @TempDir
    Path folder = Path.of("");

    private final ImageArguments arguments = new ImageArguments();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void files() throws IOException {
        for (String name :
                List.of("b.jpg", "a.PNG", "notes.txt", ".hidden.jpg", "sub/c.webp", "sub/deep/d.jpeg", "e/f.md")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "bytes");
        }
    }

    @Test
    void aFolderIsItsImagesByNameAndSaysWhatItLeftOut() throws Exception {
        assertThat(files(folder)).containsExactly("a.PNG", "b.jpg");
        assertThat(err)
                .hasToString(folder + ": 2 images; not looked at: 2 subfolders (--recursive looks into them),"
                        + " 1 file with other endings, 1 hidden" + System.lineSeparator());
    }

    @Test
    void subfoldersAreLookedIntoWhereThatIsAskedFor() throws Exception {
        arguments.recursive = true;

        assertThat(files(folder)).containsExactly("a.PNG", "b.jpg", "sub/c.webp", "sub/deep/d.jpeg");
        assertThat(err.toString()).contains("4 images; not looked at: 2 files with other endings, 1 hidden");
    }

    @Test
    void nothingIsSaidOfAFolderOfImagesAlone() throws Exception {
        assertThat(files(folder.resolve("sub/deep"))).containsExactly("sub/deep/d.jpeg");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aFileIsTakenWhateverItsName() throws Exception {
        assertThat(files(folder.resolve("notes.txt"))).containsExactly("notes.txt");
        assertThat(files(folder.resolve(".hidden.jpg"))).containsExactly(".hidden.jpg");
    }

    @Test
    void whatHasNoImageIsRefusedWithTheWayOut() throws IOException {
        Path above = Files.createDirectories(folder.resolve("above/below"));
        Files.writeString(above.resolve("g.jpg"), "bytes");

        assertThatThrownBy(() -> files(folder.resolve("above")))
                .isInstanceOf(CommandException.class)
                .hasMessage(folder.resolve("above")
                        + ": holds no image: no name ends in .jpg, .jpeg, .png, .webp, .gif, .bmp;"
                        + " not looked at: 1 subfolder (--recursive looks into it)");
        assertThatThrownBy(() -> files(folder.resolve("absent")))
                .hasMessage(folder.resolve("absent") + ": no such file or folder");
    }

    @Test
    void linksAreFollowedAndCirclesAreNot() throws Exception {
        arguments.recursive = true;
        Path other = Files.createDirectories(folder.resolve("e/other"));
        Files.createSymbolicLink(other.resolve("link"), folder.resolve("sub/deep"));
        Files.createSymbolicLink(other.resolve("circle"), folder.resolve("e"));
        Files.createSymbolicLink(other.resolve("broken.jpg"), folder.resolve("absent.jpg"));

        assertThat(files(folder.resolve("e"))).containsExactly("e/other/link/d.jpeg");
        assertThat(err.toString())
                .contains("1 image; not looked at: 1 file with other endings, 1 that cannot be read,"
                        + " 1 link back to a folder above");
    }

    private List<String> files(Path argument) throws CommandException {
        PrintWriter out = new PrintWriter(err, true);
        return arguments.files(argument, out).stream()
                .map(file -> folder.relativize(file).toString())
                .toList();
    }
}
