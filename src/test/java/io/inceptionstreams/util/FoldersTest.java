package io.inceptionstreams.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldersTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void aFolderIsDeletedWithWhatIsInIt() throws IOException {
        Path doomed = Files.createDirectories(folder.resolve("a/b/c")).getParent();
        Files.writeString(folder.resolve("a/b/file"), "text");
        Files.writeString(folder.resolve("a/b/c/file"), "text");

        Folders.delete(folder.resolve("a"));

        assertThat(doomed).doesNotExist();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "text");
        Path doomed = Files.createDirectories(folder.resolve("doomed"));
        Files.createSymbolicLink(doomed.resolve("link"), kept);

        Folders.delete(doomed);

        assertThat(doomed).doesNotExist();
        assertThat(kept.resolve("file")).exists();
    }

    @Test
    void whatIsNotThereIsNoFailure() {
        assertThatCode(() -> Folders.delete(folder.resolve("absent"))).doesNotThrowAnyException();
    }
}
