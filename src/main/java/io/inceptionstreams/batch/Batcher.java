package io.inceptionstreams.batch;

import io.inceptionstreams.util.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gathers inputs from any number of threads into batches for the devices, each of which has a worker thread for each of
 * its calls.
 *
 * <p>The futures it gives out complete exceptionally with {@link java.util.concurrent.TimeoutException} when the
 * deadline came before a device took the input, or so soon after that no run of this device was ever that short; with
 * the device's exception when the input itself is at fault; and with {@link java.util.concurrent.CancellationException}
 * after {@link #close}. They stay incomplete when the device broke: {@link #failure()} says so, and an input must not be
 * blamed for it.
 */
public final class Batcher<I, O> implements AutoCloseable {

    static final int CLOSE_SECONDS = 10;

    private final BatchQueue<I, O> queue;
    private final List<DeviceState> loads = new ArrayList<>();
    private final List<DeviceWorker<I, O>> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final BatchSizes sizes;
    private final LongSupplier nanoTime;

    /**
     * Starts the workers. With a latency target a device has one call at a time: a second would delay the first.
     *
     * @param completions completes the futures, and so runs what depends on them; must not block for long
     */
    public Batcher(
            BatchSettings settings,
            List<? extends Device<I, O>> devices,
            Executor completions,
            BatchObserver observer,
            LongSupplier nanoTime) {
        this.sizes = settings.sizes();
        this.nanoTime = nanoTime;
        this.queue = new BatchQueue<>(settings.capacity(), BatchRule.of(settings, devices.size()), nanoTime);
        for (Device<I, O> device : devices) {
            DeviceState state = new DeviceState(settings.maxSize(), nanoTime);
            loads.add(state);
            int calls = settings.latencyTarget().isZero() ? device.calls() : 1;
            for (int call = 0; call < calls; call++) {
                var worker = new DeviceWorker<>(queue, device, state, sizes, observer, completions, nanoTime);
                workers.add(worker);
                threads.add(DaemonThreads.of("device-" + device.name(), worker));
            }
        }
        threads.forEach(Thread::start);
    }

    /**
     * Adds an input; blocks while {@link BatchSettings#capacity} inputs wait. Cancelling the future takes the input out
     * unless a device has it already.
     *
     * @param deadlineNanos a {@link System#nanoTime()} reading after which the input is not worth a device's time
     */
    public CompletableFuture<BatchedOutput<O>> submit(I input, long deadlineNanos) throws InterruptedException {
        CompletableFuture<BatchedOutput<O>> future = new CompletableFuture<>();
        queue.put(new PendingInput<>(input, nanoTime.getAsLong(), deadlineNanos, future));
        return future;
    }

    /** Inputs that wait for a device. */
    public int queued() {
        return queue.size();
    }

    /** The most inputs that a batch has now, on the device that has most memory. */
    public int limit() {
        return loads.stream().mapToInt(DeviceState::limit).max().orElse(0);
    }

    /** Inputs that the devices answer a second under backlog, as far as was seen; zero before the first run. */
    public double perSecond() {
        return loads.stream().mapToDouble(state -> state.perSecond(sizes)).sum();
    }

    /** Why a device has stopped for good; empty while all work. */
    public Optional<Throwable> failure() {
        return workers.stream()
                .map(DeviceWorker::failure)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** How long the longest running device call has lasted, in nanoseconds; zero when all are idle. */
    public long longestCallNanos() {
        return workers.stream().mapToLong(DeviceWorker::busyNanos).max().orElse(0);
    }

    /**
     * Cancels what waits, and returns when the running device calls have ended, or after {@value #CLOSE_SECONDS}
     * seconds: a device must not be freed while it is working.
     */
    @Override
    public void close() {
        queue.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            for (Thread thread : threads) {
                TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
