package io.inceptionstreams.jmh;

import io.inceptionstreams.batch.BatchObserver;
import io.inceptionstreams.batch.BatchPolicy;
import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.batch.BatchSizes;
import io.inceptionstreams.batch.BatchedOutput;
import io.inceptionstreams.batch.Batcher;
import io.inceptionstreams.batch.Device;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** An input through the batcher to a device that costs nothing and back: locks, wake-ups and garbage alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatcherBenchmark {

    private static final int INPUTS = 1024;

    @Param
    public BatchPolicy policy = BatchPolicy.ADAPTIVE;

    private Batcher<Integer, Integer> batcher = open();

    @Setup(Level.Trial)
    public void reopen() {
        batcher.close();
        batcher = open();
    }

    private Batcher<Integer, Integer> open() {
        return new Batcher<>(
                new BatchSettings(16, Duration.ZERO, 32, true, policy, Duration.ZERO, BatchSizes.ANY),
                List.of(new Free()),
                Runnable::run,
                BatchObserver.NONE,
                System::nanoTime);
    }

    @Benchmark
    @OperationsPerInvocation(INPUTS)
    public void submit(Blackhole answers) throws InterruptedException {
        @SuppressWarnings({"unchecked", "rawtypes"})
        CompletableFuture<BatchedOutput<Integer>>[] futures = new CompletableFuture[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            futures[i] = batcher.submit(i, Long.MAX_VALUE);
        }
        for (CompletableFuture<BatchedOutput<Integer>> future : futures) {
            answers.consume(future.join());
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        batcher.close();
    }

    private static final class Free implements Device<Integer, Integer> {

        @Override
        public String name() {
            return "free";
        }

        @Override
        public List<Integer> run(List<Integer> inputs) {
            return inputs;
        }

        @Override
        public void probe() {}
    }
}
