package io.inceptionstreams.config;

import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.http.HttpSettings;
import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.FetchSettings;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.ModelSettings;
import io.inceptionstreams.pipeline.PipelineSettings;
import io.inceptionstreams.stream.StreamSettings;
import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** The settings as the rooms' own records, which check what concerns several keys at once. */
public final class Configuration {

    private final Settings settings;

    public Configuration(Settings settings) {
        this.settings = settings;
    }

    /** Which model, and how to get it. */
    public ModelSettings model() {
        return new ModelSettings(
                settings.get(Keys.MODEL),
                settings.get(Keys.MODEL_SHA256).orElse(null),
                settings.get(Keys.MODEL_POLL),
                settings.get(Keys.MODEL_MAX_BYTES),
                settings.get(Keys.MODEL_FETCH_TIMEOUT),
                settings.get(Keys.MODEL_CACHE).orElseGet(Configuration::userCache));
    }

    private static Path userCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("inception-streams").resolve("models");
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
                Guarantee.valueOf(upper(settings.get(Keys.GUARANTEE))),
                GroupProtocol.valueOf(upper(settings.get(Keys.GROUP_PROTOCOL))),
                settings.get(Keys.STREAM_THREADS),
                settings.get(Keys.STREAM_WINDOW_RECORDS),
                settings.get(Keys.STREAM_WINDOW_BYTES),
                settings.get(Keys.DEADLINE),
                settings.get(Keys.OUTPUT_MAX_BYTES),
                settings.get(Keys.COMMIT_INTERVAL),
                settings.get(Keys.SHUTDOWN_DRAIN),
                settings.get(Keys.SHUTDOWN_CLOSE),
                settings.get(Keys.STREAM_STUCK),
                settings.get(Keys.STREAM_MAX_ATTEMPTS),
                settings.get(Keys.STATE_DIR).orElseGet(this::temporaryState),
                true,
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

    public StreamSettings.Topics topics() {
        return new StreamSettings.Topics(
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
                settings.get(Keys.CACHE_MAX_ENTRIES),
                settings.get(Keys.DEADLINE),
                settings.get(Keys.OUTPUT_LABELS));
    }

    public FetchSettings fetch() {
        return new FetchSettings(
                Math.toIntExact(settings.get(Keys.FETCH_MAX_BYTES)),
                settings.get(Keys.FETCH_FILE_ROOTS),
                settings.get(Keys.FETCH_ALLOWED_HOSTS),
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
                settings.get(Keys.FETCH_COALESCE));
    }

    public DecodeSettings decode() {
        return new DecodeSettings(settings.get(Keys.DECODE_MAX_PIXELS), settings.get(Keys.DECODE_MAX_SCANS));
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

    /** For one who knows better how large his batches are; without features. */
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
                warmUp,
                false,
                settings.get(Keys.INFER_LIBRARY_CACHE).orElse(null));
    }

    public HttpSettings http() {
        return new HttpSettings(settings.get(Keys.HTTP_BIND_ADDRESS), settings.get(Keys.HTTP_PORT));
    }

    private static String upper(String value) {
        return value.toUpperCase(Locale.ROOT);
    }
}
