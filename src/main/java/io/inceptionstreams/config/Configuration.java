package io.inceptionstreams.config;

import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.http.HttpSettings;
import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.fetch.FetchSettings;
import io.inceptionstreams.image.fetch.RequestHeaders;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.ModelSettings;
import io.inceptionstreams.pipeline.PipelineSettings;
import io.inceptionstreams.stream.StreamSettings;
import io.inceptionstreams.stream.output.StreamTopics;
import io.inceptionstreams.util.UserCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings as the rooms' own records, which check what concerns several keys at once. */
public final class Configuration {

    private final Settings settings;

    public Configuration(Settings settings) {
        this.settings = settings;
    }

    /**
     * Has every record check what concerns several keys. Each would check it again when it is asked for, which may be after
     * a minute of loading.
     *
     * @throws IllegalArgumentException that names the settings that contradict each other
     */
    public void check() {
        model();
        stream();
        pipeline();
        fetch();
        decode();
        batch(1);
        infer();
        http();
    }

    /** Which model, and how to get it. */
    public ModelSettings model() {
        return new ModelSettings(
                settings.get(Keys.MODEL),
                settings.get(Keys.MODEL_SHA256).orElse(null),
                settings.get(Keys.MODEL_POLL),
                settings.get(Keys.MODEL_MAX_BYTES),
                settings.get(Keys.MODEL_FETCH_TIMEOUT),
                settings.get(Keys.MODEL_CACHE)
                        .orElseGet(() -> UserCache.folder().resolve("models")));
    }

    /** Whether no model is run, and answers are made up at the pace of an imagined device. */
    public boolean simulated() {
        return settings.get(Keys.INFER_DEVICE).startsWith("simulated:");
    }

    /** Properties for Kafka clients, {@code bootstrap.servers} among them if it was given. */
    public Map<String, String> kafka() {
        return settings.kafka();
    }

    public StreamSettings stream() {
        return new StreamSettings(
                settings.get(Keys.APPLICATION_ID),
                settings.get(Keys.INSTANCE_ID).orElse(null),
                topics(),
                settings.get(Keys.GUARANTEE),
                settings.get(Keys.GROUP_PROTOCOL),
                settings.get(Keys.STREAM_THREADS),
                settings.get(Keys.STREAM_WINDOW_RECORDS),
                settings.get(Keys.STREAM_WINDOW_BYTES),
                settings.get(Keys.DEADLINE),
                settings.get(Keys.OUTPUT_MAX_BYTES),
                settings.get(Keys.COMMIT_INTERVAL),
                new StreamSettings.Shutdown(
                        settings.get(Keys.SHUTDOWN_DRAIN),
                        settings.get(Keys.SHUTDOWN_CLOSE),
                        settings.get(Keys.SHUTDOWN_LEAVE_GROUP)),
                settings.get(Keys.STREAM_BROKER_SILENCE),
                settings.get(Keys.STREAM_STUCK),
                settings.get(Keys.STREAM_MAX_ATTEMPTS),
                settings.get(Keys.STATE_DIR).orElseGet(this::temporaryState),
                settings.kafka());
    }

    private Path temporaryState() {
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "inception-streams",
                settings.get(Keys.APPLICATION_ID),
                settings.get(Keys.INSTANCE_ID)
                        .orElse("process-" + ProcessHandle.current().pid()));
    }

    public StreamTopics topics() {
        return new StreamTopics(
                settings.get(Keys.TOPIC_REFERENCES),
                settings.get(Keys.TOPIC_LABELS),
                settings.get(Keys.TOPIC_DEAD_LETTERS));
    }

    /** How long to wait for topics. */
    public Duration topicsWait() {
        return settings.get(Keys.TOPICS_WAIT);
    }

    public PipelineSettings pipeline() {
        int threads = settings.get(Keys.DECODE_THREADS);
        return new PipelineSettings(
                settings.get(Keys.PIPELINE_MAX_IN_FLIGHT),
                settings.get(Keys.PIPELINE_MAX_FETCHED_BYTES),
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                settings.get(Keys.DECODE_BUDGET),
                settings.get(Keys.CACHE_MAX_ENTRIES),
                settings.get(Keys.DEADLINE),
                settings.get(Keys.OUTPUT_LABELS));
    }

    public FetchSettings fetch() {
        return new FetchSettings(
                Math.toIntExact(settings.get(Keys.FETCH_MAX_BYTES)),
                settings.get(Keys.FETCH_FILE_ROOTS),
                settings.get(Keys.FETCH_ALLOWED_HOSTS),
                settings.get(Keys.FETCH_ALLOWED_PORTS),
                settings.get(Keys.FETCH_ALLOW_PRIVATE_ADDRESSES),
                settings.get(Keys.FETCH_MAX_REDIRECTS),
                settings.get(Keys.FETCH_CONNECT_TIMEOUT),
                settings.get(Keys.FETCH_IDLE_TIMEOUT),
                settings.get(Keys.FETCH_ATTEMPTS),
                settings.get(Keys.FETCH_BACKOFF),
                settings.get(Keys.FETCH_MAX_BACKOFF),
                settings.get(Keys.FETCH_CONNECTIONS),
                settings.get(Keys.FETCH_CONNECTIONS_PER_HOST),
                settings.get(Keys.FETCH_PENDING),
                settings.get(Keys.FETCH_COALESCE),
                settings.get(Keys.FETCH_USER_AGENT),
                RequestHeaders.of(settings.fetchHeaders()),
                new FetchSettings.Breaker(
                        settings.get(Keys.FETCH_BREAKER_FAILURES),
                        settings.get(Keys.FETCH_BREAKER_PAUSE),
                        settings.get(Keys.FETCH_BREAKER_HOSTS)),
                settings.get(Keys.FETCH_TLS_AUTHORITIES).orElse(null));
    }

    public DecodeSettings decode() {
        return new DecodeSettings(
                settings.get(Keys.DECODE_MAX_PIXELS),
                settings.get(Keys.DECODE_MAX_BYTES),
                settings.get(Keys.DECODE_MAX_SCANS),
                settings.get(Keys.DECODE_MAX_SCAN_PIXELS),
                settings.get(Keys.DECODE_MIN_COMPLETE),
                settings.get(Keys.DECODE_ALPHA).orElse(null),
                Set.copyOf(settings.get(Keys.DECODE_FORMATS)));
    }

    /** @param devices how many share the queue */
    public BatchSettings batch(int devices) {
        int maxSize = settings.get(Keys.BATCH_MAX_SIZE);
        int capacity = settings.get(Keys.BATCH_CAPACITY);
        return new BatchSettings(
                maxSize,
                settings.get(Keys.BATCH_MAX_DELAY),
                capacity == 0 ? 2 * maxSize * devices : capacity,
                settings.get(Keys.BATCH_EAGER),
                settings.get(Keys.BATCH_POLICY),
                settings.get(Keys.BATCH_LATENCY_TARGET),
                settings.get(Keys.BATCH_SIZES));
    }

    public InferSettings infer() {
        return infer(settings.get(Keys.BATCH_MAX_SIZE), settings.get(Keys.INFER_WARM_UP))
                .withFeatures(settings.get(Keys.OUTPUT_FEATURES));
    }

    /** Overrides the batch size and the warm-up; without features. */
    public InferSettings infer(int maxBatch, WarmUp warmUp) {
        return new InferSettings(
                settings.get(Keys.INFER_DEVICE),
                maxBatch,
                settings.get(Keys.INFER_INTRA_OP_THREADS),
                settings.get(Keys.INFER_INTER_OP_THREADS),
                settings.get(Keys.INFER_GPU_MEMORY_GROWTH),
                settings.get(Keys.INFER_GPU_MEMORY_FRACTION),
                settings.get(Keys.INFER_CPU_SESSIONS),
                settings.get(Keys.INFER_CALLS_PER_DEVICE),
                settings.get(Keys.INFER_CPU_PRECISION),
                warmUp,
                false,
                libraryCache());
    }

    /** Where native libraries are unpacked to; null for the user's cache folder. */
    public @Nullable Path libraryCache() {
        return settings.get(Keys.INFER_LIBRARY_CACHE).orElse(null);
    }

    public HttpSettings http() {
        return new HttpSettings(
                settings.get(Keys.HTTP_BIND_ADDRESS), settings.get(Keys.HTTP_PORT), settings.get(Keys.HTTP_HOSTS));
    }
}
