package io.inceptionstreams.jmh;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sixteen decoded images into one buffer, as a classifier does before each call: what double buffering could hide. The
 * images are taken in turn from 64, more than the caches hold.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CopyBenchmark {

    private static final int IMAGE = 299 * 299 * 3;

    private final List<ByteBuffer> images = IntStream.range(0, 64)
            .mapToObj(i -> ByteBuffer.allocateDirect(IMAGE))
            .toList();
    private final ByteBuffer batch = ByteBuffer.allocateDirect(16 * IMAGE);
    private int next;

    @Benchmark
    public ByteBuffer gather() {
        batch.clear();
        for (int i = 0; i < 16; i++) {
            batch.put(images.get(next).duplicate());
            next = (next + 1) % images.size();
        }
        return batch.flip();
    }
}
