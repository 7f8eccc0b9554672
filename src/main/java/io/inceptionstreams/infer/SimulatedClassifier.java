package io.inceptionstreams.infer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A device that computes nothing and takes as long as its cost curve says, to see what a stream would do with a device
 * that the machine does not have. Its name says so wherever it shows. The scores follow from the pixels alone: the same
 * image has the same scores, in every batch and process. It works on one batch at a time, as a GPU does; calls that
 * overlap wait for each other.
 */
final class SimulatedClassifier implements GuardedClassifier.Scorer {

    /** A sample is enough to tell images apart, and keeps a device that costs nothing from costing a hash of 268 kB. */
    private static final int SAMPLES = 256;

    /** By about so much a thread that is parked comes back late: a twentieth of a fast device's batch. */
    private static final long OVERSLEEP_NANOS = 150_000;

    /** Time as the device sees it; tests pass their own. */
    interface Clock {
        long nanos();

        /** Returns at that time, or earlier when the thread is interrupted or wakes without a reason. */
        void sleepUntil(long nanos);

        Clock SYSTEM = new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleepUntil(long nanos) {
                long left = nanos - System.nanoTime();
                if (left > OVERSLEEP_NANOS) {
                    LockSupport.parkNanos(left - OVERSLEEP_NANOS);
                } else {
                    Thread.onSpinWait();
                }
            }
        };
    }

    private final CostCurve curve;
    private final List<String> labels;
    private final String device;
    private final Clock clock;
    private final AtomicLong freeAtNanos;

    private SimulatedClassifier(CostCurve curve, String device, List<String> labels, Clock clock) {
        this.curve = curve;
        this.device = device;
        this.labels = labels;
        this.clock = clock;
        this.freeAtNanos = new AtomicLong(clock.nanos());
    }

    static Classifier of(CostCurve curve, String device, int maxBatch, int calls, List<String> labels, Clock clock) {
        return new GuardedClassifier(new SimulatedClassifier(curve, device, labels, clock), device, maxBatch, calls);
    }

    @Override
    public List<Scores> score(List<ByteBuffer> images) throws ClassifierException {
        long done = occupy(curve.of(images.size()).toNanos());
        List<Scores> scores = new ArrayList<>(images.size());
        for (ByteBuffer image : images) {
            scores.add(new Scores(labels, probabilities(image)));
        }
        while (clock.nanos() - done < 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new ClassifierException(device + ": interrupted");
            }
            clock.sleepUntil(done);
        }
        return scores;
    }

    /** Has the device for so long as soon as it is free; returns when that ends. */
    private long occupy(long nanos) {
        long now = clock.nanos();
        return freeAtNanos.updateAndGet(free -> Math.max(free - now, 0) + now + nanos);
    }

    private float[] probabilities(ByteBuffer image) {
        float[] probabilities = new float[labels.size()];
        long state = hash(image);
        float sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            state = mix(state + 0x9E3779B97F4A7C15L);
            // The fourth power makes one class stand out, as a classifier's answers do.
            float uniform = (float) ((state >>> 40) + 1) / (1 << 24);
            probabilities[i] = uniform * uniform * uniform * uniform;
            sum += probabilities[i];
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    private static long hash(ByteBuffer image) {
        long hash = image.remaining();
        int step = Math.max(1, image.remaining() / SAMPLES);
        for (int i = image.position(); i < image.limit(); i += step) {
            hash = mix(hash ^ image.get(i));
        }
        return hash;
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    @Override
    public void free() {}
}
