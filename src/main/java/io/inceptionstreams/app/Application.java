package io.inceptionstreams.app;

import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.batch.Batcher;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.http.Health;
import io.inceptionstreams.http.HealthCheck;
import io.inceptionstreams.http.ManagementServer;
import io.inceptionstreams.image.Decoder;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.image.fetch.ImageSource;
import io.inceptionstreams.image.fetch.ImageSources;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.metrics.Metrics;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.pipeline.ClassifierDevice;
import io.inceptionstreams.pipeline.Pipeline;
import io.inceptionstreams.pipeline.PipelineSettings;
import io.inceptionstreams.pipeline.Prediction;
import io.inceptionstreams.stream.Labeller;
import io.inceptionstreams.stream.StreamApplication;
import io.inceptionstreams.stream.StreamObserver;
import io.inceptionstreams.stream.StreamSettings;
import io.inceptionstreams.util.DaemonThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One running instance of the application, put together: image source, decoder, devices, batcher, pipeline, stream,
 * metrics and management port. What is opened is closed, in the opposite order.
 */
public final class Application implements AutoCloseable {

    /** A device call that lasts longer hangs: the slowest batch on a CPU takes seconds. */
    private static final Duration HUNG_CALL = Duration.ofMinutes(2);

    private final ResourceStack closing = new ResourceStack();
    private final StreamApplication application;
    private final ManagementServer management;
    private final List<ClassifierDevice> devices;
    private final ModelReloader swaps;

    /** Makes the stream. */
    @FunctionalInterface
    public interface StreamFactory {

        StreamApplication open(StreamSettings settings, Labeller labeller, StreamObserver observer) throws IOException;
    }

    /** Where images come from, and what decodes them. */
    public record Images(ImageSource source, Decoder decoder) {}

    /**
     * What an instance is made of; a measurement may put something else in a place.
     *
     * @param stream makes the stream
     * @param images makes the images for what the model takes; null for those of the configuration
     */
    public record Parts(StreamFactory stream, @Nullable Function<Target, Images> images) {

        /** What the program is made of. */
        public static final Parts STANDARD = new Parts(StreamApplication::new, null);
    }

    private Application(Configuration configuration, Parts parts, Model model, Progress progress)
            throws ClassifierException, IOException {
        ResultSizeCheck.check(configuration, model);
        Metrics metrics = closing.add(Metrics.open());
        progress.step("Loading the model and warming it up");
        devices =
                Classifiers.open(
                                model,
                                configuration.infer(),
                                (device, size, done, of, took) -> progress.advance(done, of))
                        .stream()
                        .map(c -> closing.add(
                                new ClassifierDevice(c, ModelMapping.id(model), ModelMapping.imageBytes(model))))
                        .toList();
        progress.end();

        PipelineSettings pipelineSettings = configuration.pipeline();
        ExecutorService workers = closing.add(workers(pipelineSettings.decodeThreads()), ExecutorService::shutdownNow);
        ScheduledThreadPoolExecutor timer = closing.add(
                new ScheduledThreadPoolExecutor(1, DaemonThreads.numbered("timer")), ExecutorService::shutdownNow);
        timer.setRemoveOnCancelPolicy(true);
        Target target = Target.of(model.preprocessing());
        MetricsBridge observers = new MetricsBridge(metrics, deviceNames());
        Images images = parts.images() != null
                ? parts.images().apply(target)
                : new Images(
                        ImageSources.open(configuration.fetch(), timer, System::nanoTime, observers.fetches()),
                        new ImageDecoder(configuration.decode(), target, decoded(configuration)));
        closing.add(images.source());
        Batcher<ByteBuffer, Prediction> batcher = closing.add(new Batcher<>(
                configuration.batch(devices.size()), devices, workers, observers.batches(), System::nanoTime));
        Pipeline pipeline = new Pipeline(
                new Pipeline.Stages(
                        images.source(),
                        images.decoder(),
                        batcher,
                        workers,
                        devices.get(0)::model,
                        observers.pipeline(),
                        System::nanoTime),
                pipelineSettings,
                (1 + configuration.infer().callsPerDevice())
                        * configuration.batch(1).maxSize()
                        * devices.size());
        metrics.batches().observe(batcher::queued, batcher::limit, this::deviceNames);
        metrics.reuse().observe(pipeline::cached);
        application = closing.add(parts.stream().open(configuration.stream(), pipeline, observers.stream()));
        closing.add(metrics.bind(application.kafkaStreams()));
        metrics.observeBrokers(() -> application.sinceBrokerAnswered().toMillis() / 1e3);
        metrics.observeBacklog(() -> application.oldestUnanswered().toMillis() / 1e3, () -> {
            OptionalLong lag = application.lag();
            return lag.isPresent() ? lag.getAsLong() : Double.NaN;
        });
        management =
                closing.add(ManagementServer.start(configuration.http(), metrics, health(batcher, images.source())));
        swaps = closing.add(new ModelReloader(
                ModelLoader.source(configuration),
                devices,
                model,
                metrics.models(),
                () -> {
                    pipeline.forget();
                    metrics.batches().expect(deviceNames());
                },
                new ScheduledThreadPoolExecutor(1, DaemonThreads.numbered("model-swap"))));
        if (!configuration.model().poll().isZero()
                && ModelLoader.folder(configuration).isPresent()) {
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
    public static Application start(Configuration configuration, Model model, Progress progress)
            throws ClassifierException, IOException {
        return start(configuration, Parts.STANDARD, model, progress);
    }

    /** The same, of these parts. */
    public static Application start(Configuration configuration, Parts parts, Model model, Progress progress)
            throws ClassifierException, IOException {
        Application instance = null;
        try {
            instance = new Application(configuration, parts, model, progress);
            instance.application.start();
            return instance;
        } finally {
            if (instance == null) {
                progress.end();
            }
        }
    }

    private Health health(Batcher<ByteBuffer, Prediction> batcher, ImageSource source) {
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
        HealthCheck kafka = HealthCheck.of("kafka", application::brokerSilence);
        HealthCheck sources = HealthCheck.of("sources", source::problem);
        return new Health(
                List.of(devicesAnswer, notFailed), List.of(devicesAnswer, notFailed, running, kafka, sources));
    }

    public StreamApplication application() {
        return application;
    }

    /** Serves the model that is to be served now, if it is another one; says in the log what became of it. */
    public void reloadModel() {
        swaps.request();
    }

    /** Where the management port listens. */
    public String managementAddress() {
        return management.uri().toString();
    }

    /** The model that is served now. */
    public ModelId model() {
        return devices.get(0).model();
    }

    /** The names of the devices that are in use. */
    public String devices() {
        return String.join(", ", deviceNames());
    }

    private List<String> deviceNames() {
        return devices.stream().map(ClassifierDevice::name).distinct().toList();
    }

    /** Drains the stream, then closes what it used. */
    @Override
    public void close() {
        closing.close();
    }

    private static ExecutorService workers(int count) {
        // The queue is bounded by what the pipeline admits; a bound here could only drop answers.
        return new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DaemonThreads.numbered("worker"));
    }
}
