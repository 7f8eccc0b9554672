package io.inceptionstreams.lab.bench;

import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.ThroughputProbe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The classifier alone, on pixels that are decoded already; in this process. For one thread. */
final class Engine implements AutoCloseable {

    private final Classifier classifier;
    private final List<ByteBuffer> pixels;
    private final AtomicInteger next = new AtomicInteger();

    /** @param classifier closed with this */
    Engine(Classifier classifier, Decoder decoder, List<byte[]> photos) {
        this.classifier = classifier;
        this.pixels = new ArrayList<>();
        try {
            for (byte[] photo : photos) {
                pixels.add(decoder.decode(photo).pixels());
            }
        } catch (ImageException e) {
            throw new BenchException("a photo of the benchmark does not decode", e);
        }
    }

    String device() {
        return classifier.device();
    }

    /** Calls that it takes together. */
    int calls() {
        return classifier.calls();
    }

    /** Classifies for at least this long, with this many calls at a time; images per second. */
    double imagesPerSecond(int batchSize, int calls, Duration atLeast) throws ClassifierException {
        ExecutorService callers = Executors.newFixedThreadPool(calls);
        try {
            Callable<Double> one = () -> imagesPerSecond(batchSize, atLeast);
            double all = 0;
            for (Future<Double> rate : callers.invokeAll(Collections.nCopies(calls, one))) {
                all += rate.get();
            }
            return all;
        } catch (ExecutionException e) {
            throw new ClassifierException("the engine failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClassifierException("the engine was interrupted", e);
        } finally {
            callers.shutdown();
        }
    }

    /** Classifies for at least this long, one batch after the other, on the caller's thread; images per second. */
    double imagesPerSecond(int batchSize, Duration atLeast) throws ClassifierException {
        classifier.classify(batch(batchSize)); // the first batch after another size, or after a pause, is slower
        return new ThroughputProbe(System::nanoTime, atLeast).imagesPerSecond(classifier, () -> batch(batchSize));
    }

    private List<ByteBuffer> batch(int size) {
        List<ByteBuffer> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(pixels.get(Math.floorMod(next.getAndIncrement(), pixels.size())));
        }
        return batch;
    }

    @Override
    public void close() {
        classifier.close();
    }
}
