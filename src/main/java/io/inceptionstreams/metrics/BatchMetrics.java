package io.inceptionstreams.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Batches and the devices that compute them. Methods may be called from any thread. */
public final class BatchMetrics {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private final MeterRegistry registry;
    private final DistributionSummary size;
    private final Counter images;
    private final Counter failures;
    private final Counter splits;
    private final Counter halvings;
    private final Counter retries;
    private final RateWindow rate;
    private final Map<String, Device> devices = new ConcurrentHashMap<>();

    private volatile IntSupplier queueDepth = () -> 0;
    private volatile IntSupplier batchLimit = () -> 0;
    private volatile Supplier<List<String>> deviceNames = List::of;

    BatchMetrics(MeterRegistry registry, LongSupplier nanoTime) {
        this.registry = registry;
        this.rate = new RateWindow(nanoTime);
        this.size = DistributionSummary.builder(Metric.BATCH_SIZE.meterName())
                .description(Metric.BATCH_SIZE.description())
                .serviceLevelObjectives(SIZES)
                .register(registry);
        this.images = counter(Metric.IMAGES_LABELLED);
        this.failures = counter(Metric.BATCH_FAILURES);
        this.splits = counter(Metric.BATCH_SPLITS);
        this.halvings = counter(Metric.BATCH_HALVINGS);
        this.retries = counter(Metric.RETRIES);
        gauge(Metric.IMAGES_PER_SECOND, rate::perSecond);
        gauge(Metric.QUEUE_DEPTH, () -> queueDepth.getAsInt());
        gauge(Metric.BATCH_LIMIT, () -> batchLimit.getAsInt());
    }

    /**
     * From now on these say how many images wait, how large a batch may be, and which devices compute; all must answer at
     * once.
     */
    public void observe(IntSupplier queueDepth, IntSupplier batchLimit, Supplier<List<String>> deviceNames) {
        this.deviceNames = deviceNames;
        this.queueDepth = queueDepth;
        this.batchLimit = batchLimit;
    }

    /**
     * Names the devices, so that each has its meters at 0 from the start. Of a counter that came into being with its
     * first batch, Prometheus would never see that batch, and an idle device would have no share instead of 0.
     */
    public void expect(Collection<String> devices) {
        devices.forEach(this::device);
    }

    /** The model labelled a batch of {@code images} in {@code busyNanos}. */
    public void batchLabelled(String device, int images, long busyNanos) {
        size.record(images);
        this.images.increment(images);
        rate.add(images);
        device(device).busy.increment(busyNanos / NANOS_PER_SECOND);
    }

    /** A model call failed after {@code busyNanos}: none of its images has labels. */
    public void batchFailed(String device, long busyNanos) {
        failures.increment();
        device(device).busy.increment(busyNanos / NANOS_PER_SECOND);
    }

    /** The device did nothing for this long although a batch was due. */
    public void deviceIdleUnderBacklog(String device, long nanos) {
        device(device).idle.increment(nanos / NANOS_PER_SECOND);
    }

    /** The device delayed a batch this long for further images. */
    public void deviceHeld(String device, long nanos) {
        device(device).held.increment(nanos / NANOS_PER_SECOND);
    }

    /** At {@code bestSize} the device labels most images a second; a batch so large takes {@code bestNanos}. */
    public void learned(String device, int bestSize, long bestNanos, long singleNanos) {
        Device learned = device(device);
        learned.bestSize.set(bestSize);
        learned.bestNanos.set(bestNanos);
        learned.singleNanos.set(singleNanos);
    }

    /** A failed batch was split to find the image at fault. */
    public void batchSplit() {
        splits.increment();
    }

    /** The batch limit was halved because the device had no memory. */
    public void batchLimitHalved() {
        halvings.increment();
    }

    /** An image is fetched once more. */
    public void retried() {
        retries.increment();
    }

    Status status() {
        return new Status(
                rate.perSecond(),
                (long) images.count(),
                size.count(),
                size.totalAmount(),
                batchLimit.getAsInt(),
                queueDepth.getAsInt(),
                deviceNames.get());
    }

    private Device device(String name) {
        return devices.computeIfAbsent(name, n -> new Device(registry, n));
    }

    private Counter counter(Metric metric) {
        return Meters.counter(registry, metric, Tags.empty());
    }

    private void gauge(Metric metric, Supplier<Number> value) {
        Meters.gauge(registry, metric, Tags.empty(), value);
    }

    /**
     * Batches since the start, and what is the case now.
     *
     * @param imagesPerSecond over the last ten seconds
     * @param batchedImages the sum of the sizes of all {@code batches}
     * @param devices the names that results have now, such as {@code cpu:bfloat16}
     */
    public record Status(
            double imagesPerSecond,
            long images,
            long batches,
            double batchedImages,
            int batchLimit,
            int queueDepth,
            List<String> devices) {

        public Status {
            devices = List.copyOf(devices);
        }
    }

    /** The meters of one device; there are as many as the machine has, each named once for each precision that it had. */
    private static final class Device {
        private final Counter busy;
        private final Counter idle;
        private final Counter held;
        private final AtomicInteger bestSize = new AtomicInteger();
        private final AtomicLong bestNanos = new AtomicLong();
        private final AtomicLong singleNanos = new AtomicLong();

        Device(MeterRegistry registry, String name) {
            Tags tags = Tags.of(Metric.DEVICE_BUSY.tag(), name);
            this.busy = Meters.counter(registry, Metric.DEVICE_BUSY, tags);
            this.idle = Meters.counter(registry, Metric.DEVICE_IDLE_UNDER_BACKLOG, tags);
            this.held = Meters.counter(registry, Metric.DEVICE_HELD, tags);
            Meters.gauge(registry, Metric.BATCH_BEST_SIZE, tags, bestSize::get);
            Meters.gauge(registry, Metric.BATCH_BEST_RUN, tags, () -> bestNanos.get() / NANOS_PER_SECOND);
            Meters.gauge(registry, Metric.BATCH_SINGLE_RUN, tags, () -> singleNanos.get() / NANOS_PER_SECOND);
        }
    }
}
