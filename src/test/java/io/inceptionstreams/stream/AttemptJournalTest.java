package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttemptJournalTest {

    @TempDir
    private Path folder;

    @Test
    void attemptThatDidNotEndCountsWhenTheJournalIsOpenedAgain() throws IOException {
        AttemptJournal journal = AttemptJournal.open(folder);
        journal.begin(3, 42);
        journal.begin(3, 43);
        journal.end(3, 43);
        assertThat(journal.deaths(3, 42)).isZero();

        journal = AttemptJournal.open(folder);
        assertThat(journal.deaths(3, 42)).isEqualTo(1);
        assertThat(journal.deaths(3, 43)).isZero();

        journal.begin(3, 42);
        journal = AttemptJournal.open(folder);
        assertThat(journal.deaths(3, 42)).isEqualTo(2);
    }

    @Test
    void recordThatWasAnsweredStartsAnew() throws IOException {
        AttemptJournal journal = AttemptJournal.open(folder);
        journal.begin(0, 0);
        journal = AttemptJournal.open(folder);
        journal.begin(0, 0);
        journal.end(0, 0);

        assertThat(AttemptJournal.open(folder).deaths(0, 0)).isZero();
    }

    @Test
    void recordsThatOthersAnsweredAreForgotten() throws IOException {
        AttemptJournal journal = AttemptJournal.open(folder);
        journal.begin(0, 5);
        journal.begin(1, 5);
        journal = AttemptJournal.open(folder);
        journal.forgetBefore(0, 6);

        assertThat(journal.deaths(0, 5)).isZero();
        assertThat(journal.deaths(1, 5)).isEqualTo(1);
        assertThat(AttemptJournal.open(folder).deaths(0, 5)).isZero();
    }

    @Test
    void moreRecordsThanSlotsAreNotCounted() throws IOException {
        AttemptJournal journal = AttemptJournal.open(folder);
        for (int i = 0; i <= AttemptJournal.SLOTS; i++) {
            journal.begin(0, i);
        }

        AttemptJournal next = AttemptJournal.open(folder);
        assertThat(next.deaths(0, AttemptJournal.SLOTS - 1)).isEqualTo(1);
        assertThat(next.deaths(0, AttemptJournal.SLOTS)).isZero();
    }

    @Test
    void aJournalWithNothingToTellIsGoneAfterACleanStop() throws IOException {
        Path made = folder.resolve("process-1");
        for (Path place : List.of(folder, made)) {
            AttemptJournal journal = AttemptJournal.open(place);
            journal.begin(0, 5);
            journal.end(0, 5);
            journal.closeAndTidy();
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aJournalWithSomethingToTellStays() throws IOException {
        Path made = folder.resolve("process-1");
        AttemptJournal journal = AttemptJournal.open(made);
        journal.begin(0, 5);
        journal = AttemptJournal.open(made);
        journal.closeAndTidy();

        assertThat(AttemptJournal.open(made).deaths(0, 5)).isEqualTo(1);
    }

    @Test
    void whatElseIsInTheFolderStaysWithIt() throws IOException {
        Path made = folder.resolve("process-1");
        AttemptJournal journal = AttemptJournal.open(made);
        Path other = Files.createFile(made.resolve("other"));
        journal.closeAndTidy();

        assertThat(made).isDirectoryContaining(other::equals);
        assertThat(made.resolve("attempts")).doesNotExist();
    }

    @Test
    void fullDiskIsRefusedBeforeAnythingStarts() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        Files.createSymbolicLink(folder.resolve("attempts"), full);

        assertThatThrownBy(() -> AttemptJournal.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state.dir")
                .hasMessageContaining("No space left on device");
    }
}
