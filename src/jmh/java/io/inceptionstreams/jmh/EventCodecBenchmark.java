package io.inceptionstreams.jmh;

import io.inceptionstreams.event.EventReader;
import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.event.Labelled;
import java.nio.charset.StandardCharsets;
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

/** A reference read and a result written: the JSON of each event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EventCodecBenchmark {

    private static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private final EventReader reader = new EventReader();
    private final EventWriter writer = new EventWriter();
    private final byte[] least = "{\"id\":\"photo-4711\",\"uri\":\"https://images.example.com/2026/11/22/4711.jpg\"}"
            .getBytes(StandardCharsets.UTF_8);
    private final byte[] most = ("{\"id\":\"photo-4711\",\"uri\":\"https://images.example.com/2026/11/22/4711.jpg\","
                    + "\"labels\":3,\"deadline\":\"2026-11-22T21:00:00.250Z\","
                    + "\"attributes\":{\"tenant\":\"acme\",\"tags\":[\"cat\",\"sofa\"],\"album\":17}}")
            .getBytes(StandardCharsets.UTF_8);
    private final Labelled labelled = new Labelled(
            "photo-4711",
            "https://images.example.com/2026/11/22/4711.jpg",
            IntStream.range(0, 5)
                    .mapToObj(i -> new Labelled.Label("label-" + i, i, 0.9f / (1 << i)))
                    .toList(),
            new Labelled.ModelId("nsfwjs-inception-v3", "4.4.0", SHA256),
            new Labelled.Image(640, 480, "jpeg", SHA256),
            new Labelled.Timings(3.214, 4.117, 31.52, 518.9, 557.751),
            8,
            "cpu",
            false,
            null,
            null);

    @Benchmark
    public ImageReference readLeast() throws InvalidEventException {
        return reader.read(least);
    }

    @Benchmark
    public ImageReference readMost() throws InvalidEventException {
        return reader.read(most);
    }

    @Benchmark
    public byte[] writeResult() {
        return writer.write(labelled);
    }
}
