package io.inceptionstreams.image.fetch;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A timer and a clock that move when a test says so, in the test's thread. */
final class HandTimer implements Timer {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(task -> task.due));
    private long now = 1_000_000_000_000L;

    long nanoTime() {
        return now;
    }

    /** Runs what is due on the way, each at its time. */
    void advance(Duration duration) {
        long until = now + duration.toNanos();
        for (Task next = tasks.peek(); next != null && next.due <= until; next = tasks.peek()) {
            tasks.remove();
            now = next.due;
            next.run();
        }
        now = until;
    }

    int scheduled() {
        tasks.removeIf(FutureTask::isCancelled);
        return tasks.size();
    }

    @Override
    public Future<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Task task = new Task(command, now + unit.toNanos(delay));
        tasks.add(task);
        return task;
    }

    private static final class Task extends FutureTask<Object> {
        private final long due;

        Task(Runnable command, long due) {
            super(Executors.callable(command));
            this.due = due;
        }
    }
}
