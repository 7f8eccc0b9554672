package io.inceptionstreams.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real pipes, which no interrupt wakes. */
class DiskThreadsTest {

    private static final int COUNT = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger replaced = new AtomicInteger();
    private final DiskThreads threads = new DiskThreads(COUNT, 1_000, new FetchObserver() {
        @Override
        public void readsHang(int now) {
            hanging.set(now);
        }

        @Override
        public void threadReplaced() {
            replaced.incrementAndGet();
        }
    });

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void aThreadThatHangsIsReplacedAndCounted() throws Exception {
        Path pipe = Pipes.make(folder.resolve("pipe"));
        List<CompletableFuture<Void>> ended = hang(pipe, COUNT);

        assertThat(soon()).isTrue();

        assertThat(hanging).hasValue(COUNT);
        assertThat(replaced).hasValue(COUNT);
        assertThat(threads.problem()).isEmpty();
        release(pipe, ended);
        assertThat(hanging).hasValue(0);
    }

    @Test
    void aReadWhoseAnswerIsWaitedForDoesNotHang() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            assertThat(soon()).isTrue();
        }

        assertThat(replaced).hasValue(0);
    }

    @Test
    void saysWhenAllThreadsHang() throws Exception {
        Path pipe = Pipes.make(folder.resolve("pipe"));
        List<CompletableFuture<Void>> ended = hang(pipe, DiskThreads.MOST);

        assertThat(threads.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("all 64 threads for files hang"));
        assertThat(replaced).hasValue(DiskThreads.MOST - COUNT);
        release(pipe, ended);
        assertThat(threads.problem()).isEmpty();
        assertThat(soon()).isTrue();
    }

    @Test
    void whatIsGivenUpBeforeItsTurnIsNotRead() throws Exception {
        Path pipe = Pipes.make(folder.resolve("pipe"));
        CountDownLatch begun = new CountDownLatch(COUNT);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            threads.execute(
                    () -> {
                        open(pipe, begun);
                        return () -> {};
                    },
                    answer);
            running.add(answer);
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicInteger read = new AtomicInteger();
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        threads.execute(
                () -> {
                    read.incrementAndGet();
                    return () -> {};
                },
                waiting);

        waiting.cancel(false);
        running.forEach(answer -> answer.cancel(false));

        assertThat(soon()).isTrue();
        assertThat(read).hasValue(0);
        Pipes.release(pipe).close();
    }

    /** One after the other, until each is given up. */
    private List<CompletableFuture<Void>> hang(Path pipe, int count) throws InterruptedException {
        List<CompletableFuture<Void>> ended = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Void> answer = new CompletableFuture<>();
            CompletableFuture<Void> end = new CompletableFuture<>();
            threads.execute(
                    () -> {
                        open(pipe, begun);
                        return () -> end.complete(null);
                    },
                    answer);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            answer.cancel(false);
            ended.add(end);
        }
        return ended;
    }

    private void release(Path pipe, List<CompletableFuture<Void>> ended) throws Exception {
        try (FileChannel writer = Pipes.release(pipe)) { // a thread may have begun, and not have opened the pipe yet
            assertThat(writer.isOpen()).isTrue();
            CompletableFuture.allOf(ended.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        }
        while (hanging.get() > 0) { // the threads are on their way back
            Thread.onSpinWait();
        }
    }

    /** A read that ends at once, whose answer this thread waits for. */
    private boolean soon() throws Exception {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        threads.execute(() -> () -> answer.complete(true), answer);
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static void open(Path pipe, CountDownLatch begun) {
        begun.countDown();
        try {
            Files.newInputStream(pipe).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
