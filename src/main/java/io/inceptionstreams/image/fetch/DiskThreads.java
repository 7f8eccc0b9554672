package io.inceptionstreams.image.fetch;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * Threads that read files. A pipe without a writer, or a network's file system without a server, holds a thread in a call
 * that nothing ends. Such a thread is given up when its fetch ends, and another one takes its place, up to {@link #MOST}.
 */
final class DiskThreads implements AutoCloseable {

    /** Threads that read, and those that hang, at most. */
    static final int MOST = 64;

    private final int count;
    private final FetchObserver observer;
    private final ThreadPoolExecutor threads;
    private int hanging; // guarded by this

    /**
     * @param count threads that read at the same time
     * @param queue reads that wait
     */
    DiskThreads(int count, int queue, FetchObserver observer) {
        this.count = count;
        this.observer = observer;
        this.threads = ImageSources.threads("image-file", count, queue);
    }

    /**
     * Reads, unless the answer ends before: then the read is interrupted, or its thread replaced.
     *
     * @param read returns what completes the answer. That runs when the read has ended, because a future runs what depends
     *     on it in any thread, also in one that waits for it
     * @throws RejectedExecutionException when too much waits
     */
    void execute(Supplier<Runnable> read, CompletableFuture<?> answer) {
        Read task = new Read(read, answer);
        Futures.onEnd(answer, (value, failure) -> task.giveUp()); // before it can end
        threads.execute(task);
    }

    /** Why no file is read any more; empty while files are. */
    synchronized Optional<String> problem() {
        return hanging < MOST
                ? Optional.empty()
                : Optional.of("all " + MOST + " threads for files hang in reads that do not end");
    }

    private synchronized void hang(int change) {
        hanging += change;
        int size = Math.min(MOST, count + hanging);
        if (change > 0) {
            threads.setMaximumPoolSize(size);
            threads.setCorePoolSize(size);
        } else {
            threads.setCorePoolSize(size);
            threads.setMaximumPoolSize(size);
        }
        observer.readsHang(hanging);
        if (change > 0 && count + hanging <= MOST) {
            observer.threadReplaced();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private enum State {
        WAITING,
        RUNNING,
        HANGING,
        ENDED
    }

    private final class Read implements Runnable {

        private final Supplier<Runnable> work;
        private final CompletableFuture<?> answer;
        private State state = State.WAITING; // guarded by this
        private Thread runner = Thread.currentThread(); // guarded by this; true from RUNNING on

        Read(Supplier<Runnable> work, CompletableFuture<?> answer) {
            this.work = work;
            this.answer = answer;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (state != State.WAITING || answer.isDone()) {
                    return;
                }
                state = State.RUNNING;
                runner = Thread.currentThread();
            }
            Runnable completion;
            try {
                completion = work.get();
            } finally {
                end();
            }
            completion.run();
        }

        private void end() {
            boolean hung;
            synchronized (this) {
                hung = state == State.HANGING;
                state = State.ENDED;
                boolean unused = Thread.interrupted(); // meant for this read, not for the next one
            }
            if (hung) {
                hang(-1);
            }
        }

        /** The answer has ended: after the read, or without it. */
        void giveUp() {
            synchronized (this) {
                if (state == State.WAITING) {
                    state = State.ENDED;
                    threads.remove(this);
                }
                if (state != State.RUNNING) {
                    return;
                }
                state = State.HANGING;
                runner.interrupt();
            }
            hang(1);
        }
    }
}
