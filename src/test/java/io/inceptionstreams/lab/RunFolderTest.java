package io.inceptionstreams.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of the ledger leaves behind. */
final class RunFolderTest {

    @TempDir
    private Path parent;

    @Test
    void temporaryFolderIsDeletedAfterARunWithoutAFault() throws IOException {
        RunFolder folder = filled(RunFolder.create(null));

        folder.finish(true);

        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void temporaryFolderStaysAfterAFault() throws IOException {
        RunFolder folder = filled(new RunFolder(parent.resolve("temporary"), true));

        folder.finish(false);

        assertThat(folder.path().resolve("brokers/1")).isDirectory();
    }

    @Test
    void folderThatTheUserNamesStays() throws IOException {
        RunFolder folder = filled(RunFolder.create(parent.resolve("named")));

        folder.finish(true);

        assertThat(folder.path().resolve("brokers/1")).isDirectory();
    }

    private static RunFolder filled(RunFolder folder) throws IOException {
        Files.createDirectories(folder.path().resolve("brokers/1"));
        Files.writeString(folder.path().resolve("app-1.log"), "started");
        return folder;
    }
}
