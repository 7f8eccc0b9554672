package io.inceptionstreams;

import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.batch.Batcher;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.http.Health;
import io.inceptionstreams.http.HealthCheck;
import io.inceptionstreams.http.ManagementServer;
import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageSource;
import io.inceptionstreams.image.ImageSources;
import io.inceptionstreams.image.SimulatedImages;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.metrics.Metrics;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.pipeline.ClassifierDevice;
import io.inceptionstreams.pipeline.Pipeline;
import io.inceptionstreams.pipeline.PipelineSettings;
import io.inceptionstreams.pipeline.Scored;
import io.inceptionstreams.stream.StreamApplication;
import io.inceptionstreams.stream.StreamSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One running instance of the application, put together: image source, decoder, devices, batcher, pipeline, stream,
 * metrics and management port. What is opened is closed, in the opposite order.
 */
final class Instance implements AutoCloseable {

    /** A device call that lasts longer hangs: the slowest batch on a CPU takes seconds. */
    private static final Duration HUNG_CALL = Duration.ofMinutes(2);

    private final Closing closing = new Closing();
    private final StreamApplication application;
    private final ManagementServer management;
    private final List<ClassifierDevice> devices;
    private final ModelSwaps swaps;

    /**
     * What measurements and proofs change about an instance.
     *
     * @param stream instead of the configuration's
     * @param simulatedImages nothing is fetched nor decoded
     */
    record Variant(StreamSettings stream, boolean simulatedImages) {}

    private Instance(Configuration configuration, Variant variant, Model model, Progress progress)
            throws ClassifierException, IOException {
        ResultRoom.check(configuration, model);
        Metrics metrics = closing.add(Metrics.open());
        progress.step("Loading the model and warming it up");
        devices =
                Classifiers.open(
                                model,
                                configuration.infer(),
                                (device, size, done, of, took) -> progress.advance(done, of))
                        .stream()
                        .map(c -> closing.add(new ClassifierDevice(c, Models.id(model), Models.imageBytes(model))))
                        .toList();
        progress.end();

        PipelineSettings pipelineSettings = configuration.pipeline();
        ExecutorService workers = closing.add(workers(pipelineSettings.decodeThreads()), ExecutorService::shutdownNow);
        ScheduledThreadPoolExecutor timer =
                closing.add(new ScheduledThreadPoolExecutor(1, threads("timer")), ExecutorService::shutdownNow);
        timer.setRemoveOnCancelPolicy(true);
        ImageSource source;
        Decoder decoder;
        if (variant.simulatedImages()) {
            SimulatedImages images = closing.add(new SimulatedImages(Models.target(model)));
            source = images;
            decoder = images;
        } else {
            source = closing.add(ImageSources.open(
                    configuration.fetch(),
                    timer,
                    System::nanoTime,
                    metrics.batches()::retried,
                    metrics.reuse()::fetchShared));
            decoder = new ImageDecoder(configuration.decode(), Models.target(model), decoded(configuration));
        }
        Observers observers = new Observers(
                metrics, devices.stream().map(ClassifierDevice::name).toList());
        Batcher<ByteBuffer, Scored> batcher = closing.add(new Batcher<>(
                configuration.batch(devices.size()), devices, workers, observers.batches(), System::nanoTime));
        Pipeline pipeline = new Pipeline(
                new Pipeline.Parts(
                        source,
                        decoder,
                        batcher,
                        workers,
                        devices.get(0)::model,
                        observers.pipeline(),
                        System::nanoTime),
                pipelineSettings,
                (1 + configuration.infer().callsPerDevice())
                        * configuration.batch(1).maxSize()
                        * devices.size());
        metrics.batches().observe(batcher::queued, batcher::limit);
        metrics.reuse().observe(pipeline::cached);
        application = closing.add(new StreamApplication(variant.stream(), pipeline, observers.stream()));
        closing.add(metrics.bind(application.kafkaStreams()));
        management = closing.add(ManagementServer.start(configuration.http(), metrics, health(batcher)));
        swaps = closing.add(new ModelSwaps(
                Models.source(configuration),
                devices,
                model,
                metrics.models(),
                pipeline::forget,
                new ScheduledThreadPoolExecutor(1, threads("model-swap"))));
        if (!configuration.model().poll().isZero()
                && Models.folder(configuration).isPresent()) {
            swaps.pollEvery(configuration.model().poll());
        }
    }

    /** Images between the decoders and the devices' answers, at most. */
    private int decoded(Configuration configuration) {
        BatchSettings batch = configuration.batch(devices.size());
        return batch.capacity()
                + devices.size() * configuration.infer().callsPerDevice() * batch.maxSize()
                + configuration.pipeline().decodeThreads();
    }

    /**
     * Opens everything, which takes seconds to a minute, and starts the stream.
     *
     * @throws IllegalArgumentException when settings contradict each other or ask for what is not there
     */
    static Instance start(Configuration configuration, Model model, Progress progress)
            throws ClassifierException, IOException {
        return start(configuration, new Variant(configuration.stream(), false), model, progress);
    }

    /** The same, changed as a measurement or a proof wants it. */
    static Instance start(Configuration configuration, Variant variant, Model model, Progress progress)
            throws ClassifierException, IOException {
        Instance instance = null;
        try {
            instance = new Instance(configuration, variant, model, progress);
            instance.application.start();
            return instance;
        } finally {
            if (instance == null) {
                progress.end();
            }
        }
    }

    private Health health(Batcher<ByteBuffer, Scored> batcher) {
        HealthCheck devicesAnswer = HealthCheck.of(
                "devices",
                () -> batcher.failure()
                        .map(Throwable::toString)
                        .or(() -> batcher.longestCallNanos() > HUNG_CALL.toNanos()
                                ? Optional.of("a device call has lasted longer than " + HUNG_CALL)
                                : Optional.empty()));
        HealthCheck notFailed =
                HealthCheck.of("stream-failure", () -> application.failure().map(Throwable::toString));
        HealthCheck running = HealthCheck.of(
                "stream",
                () -> application.isRunning()
                        ? Optional.empty()
                        : Optional.of("Kafka Streams is " + application.state()));
        return new Health(List.of(devicesAnswer, notFailed), List.of(devicesAnswer, notFailed, running));
    }

    StreamApplication application() {
        return application;
    }

    /** Serves the model that is to be served now, if it is another one; says in the log what became of it. */
    void reloadModel() {
        swaps.request();
    }

    /** Where the management port listens. */
    String managementAddress() {
        return management.uri().toString();
    }

    /** The model that is served now. */
    ModelId model() {
        return devices.get(0).model();
    }

    /** The names of the devices that are in use. */
    String devices() {
        return devices.stream()
                .map(ClassifierDevice::name)
                .distinct()
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    /** Drains the stream, then closes what it used. */
    @Override
    public void close() {
        closing.close();
    }

    private static ExecutorService workers(int count) {
        // The queue is bounded by what the pipeline admits; a bound here could only drop answers.
        return new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads("worker"));
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
