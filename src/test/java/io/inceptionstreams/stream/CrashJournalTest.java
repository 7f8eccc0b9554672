package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrashJournalTest {

    @TempDir
    private Path folder;

    @Test
    void attemptThatDidNotEndCountsWhenTheJournalIsOpenedAgain() throws IOException {
        CrashJournal journal = CrashJournal.open(folder);
        journal.begin(3, 42);
        journal.begin(3, 43);
        journal.end(3, 43);
        assertThat(journal.deaths(3, 42)).isZero();

        journal = CrashJournal.open(folder);
        assertThat(journal.deaths(3, 42)).isEqualTo(1);
        assertThat(journal.deaths(3, 43)).isZero();

        journal.begin(3, 42);
        journal = CrashJournal.open(folder);
        assertThat(journal.deaths(3, 42)).isEqualTo(2);
    }

    @Test
    void recordThatWasAnsweredStartsAnew() throws IOException {
        CrashJournal journal = CrashJournal.open(folder);
        journal.begin(0, 0);
        journal = CrashJournal.open(folder);
        journal.begin(0, 0);
        journal.end(0, 0);

        assertThat(CrashJournal.open(folder).deaths(0, 0)).isZero();
    }

    @Test
    void recordsThatOthersAnsweredAreForgotten() throws IOException {
        CrashJournal journal = CrashJournal.open(folder);
        journal.begin(0, 5);
        journal.begin(1, 5);
        journal = CrashJournal.open(folder);
        journal.forgetBefore(0, 6);

        assertThat(journal.deaths(0, 5)).isZero();
        assertThat(journal.deaths(1, 5)).isEqualTo(1);
        assertThat(CrashJournal.open(folder).deaths(0, 5)).isZero();
    }

    /** The topic was created again while this instance was down, and others have its partitions since. */
    @Test
    void attemptsAtRecordsOfAnotherTopicAreForgotten() throws IOException {
        CrashJournal journal = CrashJournal.open(folder);
        journal.topicIs(new Uuid(1, 1));
        journal.begin(0, 5);
        journal = CrashJournal.open(folder);
        journal.topicIs(new Uuid(1, 1));
        assertThat(journal.deaths(0, 5)).isEqualTo(1);
        journal.begin(0, 5);

        journal = CrashJournal.open(folder);
        journal.topicIs(new Uuid(2, 2));
        assertThat(journal.deaths(0, 5)).isZero();
        assertThat(CrashJournal.open(folder).deaths(0, 5)).isZero();
    }

    /** Its file is shorter, and does not tell a topic. */
    @Test
    void journalOfAnEarlierVersionKeepsItsAttempts() throws IOException {
        CrashJournal.open(folder).begin(0, 5);
        try (FileChannel channel = FileChannel.open(folder.resolve("attempts"), StandardOpenOption.WRITE)) {
            channel.truncate(CrashJournal.SLOTS * 16L);
        }

        CrashJournal journal = CrashJournal.open(folder);
        journal.topicIs(new Uuid(1, 1));
        assertThat(journal.deaths(0, 5)).isEqualTo(1);
    }

    @Test
    void moreRecordsThanSlotsAreNotCounted() throws IOException {
        CrashJournal journal = CrashJournal.open(folder);
        for (int i = 0; i <= CrashJournal.SLOTS; i++) {
            journal.begin(0, i);
        }

        CrashJournal next = CrashJournal.open(folder);
        assertThat(next.deaths(0, CrashJournal.SLOTS - 1)).isEqualTo(1);
        assertThat(next.deaths(0, CrashJournal.SLOTS)).isZero();
    }

    @Test
    void aJournalWithNothingToTellIsGoneAfterACleanStop() throws IOException {
        Path made = folder.resolve("process-1");
        for (Path place : List.of(folder, made)) {
            CrashJournal journal = CrashJournal.open(place);
            journal.begin(0, 5);
            journal.end(0, 5);
            journal.closeAndTidy();
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aJournalWithSomethingToTellStays() throws IOException {
        Path made = folder.resolve("process-1");
        CrashJournal journal = CrashJournal.open(made);
        journal.begin(0, 5);
        journal = CrashJournal.open(made);
        journal.closeAndTidy();

        assertThat(CrashJournal.open(made).deaths(0, 5)).isEqualTo(1);
    }

    @Test
    void whatElseIsInTheFolderStaysWithIt() throws IOException {
        Path made = folder.resolve("process-1");
        CrashJournal journal = CrashJournal.open(made);
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

        assertThatThrownBy(() -> CrashJournal.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state.dir")
                .hasMessageContaining("No space left on device");
    }
}
