package io.inceptionstreams.config;

import io.inceptionstreams.batch.BatchPolicy;
import io.inceptionstreams.batch.BatchSettings;
import io.inceptionstreams.batch.BatchSizes;
import io.inceptionstreams.http.HttpSettings;
import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.DecodeSettings.Alpha;
import io.inceptionstreams.image.ImageFormat;
import io.inceptionstreams.image.fetch.FetchSettings;
import io.inceptionstreams.infer.CpuPrecision;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.ModelSettings;
import io.inceptionstreams.pipeline.PipelineSettings;
import io.inceptionstreams.stream.StreamSettings;
import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import io.inceptionstreams.stream.StreamSettings.LeaveGroup;
import io.inceptionstreams.util.Bounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every setting, an expression each. The table in docs/configuration.md, the environment's names and the errors all come from here. */
public final class Keys {

    private static final Map<String, Key<?>> TABLE = new LinkedHashMap<>();

    public static final Key<String> MODEL = key(
            "model",
            Type.string(),
            "models/nsfwjs-inception-v3",
            "Folder of the model to serve, or of its versions; or the `s3://` or `https://` address of an archive of it");
    public static final Key<Optional<String>> MODEL_SHA256 = key(
            "model.sha256",
            Type.sha256().optional(),
            "",
            "SHA-256 of the archive, which an address needs; for a folder, of its `model.json`");
    public static final Key<Duration> MODEL_POLL = key(
            "model.poll",
            Type.duration(ModelSettings.POLL),
            "0s",
            "How often to look for another version in the folder; 0 for only on SIGHUP");
    public static final Key<Long> MODEL_MAX_BYTES = key(
            "model.max-bytes",
            Type.size(ModelSettings.MAX_BYTES),
            "2GiB",
            "Bytes of an archive at most, and of its files when it is unpacked");
    public static final Key<Duration> MODEL_FETCH_TIMEOUT =
            key("model.fetch-timeout", Type.duration(ModelSettings.FETCH_TIMEOUT), "10m", "Time to fetch an archive");
    public static final Key<Optional<Path>> MODEL_CACHE = key(
            "model.cache",
            Type.path().optional(),
            "",
            "Where archives are unpacked to, and found again; by default the user's cache folder");

    public static final Key<String> TOPIC_REFERENCES =
            key("topics.references", Type.string(), "image-references", "Topic that image references are read from");
    public static final Key<String> TOPIC_LABELS =
            key("topics.labels", Type.string(), "image-labels", "Topic that results are written to");
    public static final Key<String> TOPIC_DEAD_LETTERS = key(
            "topics.dead-letters", Type.string(), "image-dead-letters", "Topic that rejected events are written to");

    public static final Key<Duration> TOPICS_WAIT = key(
            "topics.wait",
            Type.duration(new Bounds<>(Duration.ofMillis(1), Duration.ofHours(1))),
            "60s",
            "How long a starting instance waits for its topics and for Kafka");

    public static final Key<String> APPLICATION_ID = key(
            "application.id", Type.string(), "inception-streams", "Name that all instances of one application share");
    public static final Key<Optional<String>> INSTANCE_ID = key(
            "instance.id",
            Type.string().optional(),
            "",
            "Stable name of this instance, unique in its application: restarted under it, the instance takes over at"
                    + " once");
    public static final Key<Guarantee> GUARANTEE = key(
            "guarantee",
            Type.oneOfKafkas(Guarantee.class),
            "exactly_once_v2",
            "What a crash may do: nothing, or repeat results");
    public static final Key<GroupProtocol> GROUP_PROTOCOL = key(
            "group.protocol",
            Type.oneOfKafkas(GroupProtocol.class),
            "classic",
            "How the instances share the partitions");
    public static final Key<Optional<Path>> STATE_DIR = key(
            "state.dir",
            Type.path().optional(),
            "",
            "Folder of this instance alone that outlives it; by default one below the temporary folder");
    public static final Key<Integer> STREAM_THREADS =
            key("stream.threads", Type.integer(StreamSettings.THREADS), "1", "Kafka Streams threads of this instance");

    public static final Key<Integer> OUTPUT_LABELS = key(
            "output.labels",
            Type.integer(PipelineSettings.LABELS),
            "5",
            "Labels in a result, unless its event asks for another number");
    public static final Key<Boolean> OUTPUT_FEATURES = key(
            "output.features",
            Type.bool(),
            "false",
            "Adds the features, an embedding for similarity search, to each result: 11 kB for 2048 numbers");
    public static final Key<Duration> DEADLINE = key(
            "deadline",
            Type.duration(StreamSettings.DEADLINE),
            "30s",
            "Time for an event without a deadline of its own: fetch, decode, queue and inference together");

    public static final Key<Integer> STREAM_WINDOW_RECORDS = key(
            "stream.window-records",
            Type.integer(StreamSettings.WINDOW_RECORDS),
            "4096",
            "Events in flight per partition: how far others may run ahead of a slow image");
    public static final Key<Long> STREAM_WINDOW_BYTES = key(
            "stream.window-bytes",
            Type.size(StreamSettings.WINDOW_BYTES),
            "32MiB",
            "Bytes of the events in flight per partition; one event is accepted however large");
    public static final Key<Duration> STREAM_STUCK = key(
            "stream.stuck",
            Type.duration(StreamSettings.STUCK),
            "60s",
            "How long after its deadline an event without outcome shows that a thread hangs and must be replaced; also how"
                    + " long an output may accept nothing before the instance stops");
    public static final Key<Duration> STREAM_BROKER_SILENCE = key(
            "stream.broker-silence",
            Type.duration(StreamSettings.BROKER_SILENCE),
            "30s",
            "How long no broker may answer before `/health/ready` says 503 and the log has a warning a minute");
    public static final Key<Integer> STREAM_MAX_ATTEMPTS = key(
            "stream.max-attempts",
            Type.integer(StreamSettings.MAX_ATTEMPTS),
            "3",
            "Attempts at an event that end with a crash of the process before it becomes a dead letter");
    public static final Key<Duration> COMMIT_INTERVAL = key(
            "commit.interval",
            Type.duration(StreamSettings.COMMIT_INTERVAL),
            "20ms",
            "Shortest time between two commits of results and offsets; up to ten times as long under a backlog");
    public static final Key<Integer> OUTPUT_MAX_BYTES = key(
            "output.max-bytes",
            Type.integer(StreamSettings.MAX_RESULT_BYTES),
            "1000000",
            "A larger result becomes a dead letter; not above the labels topic's max.message.bytes");
    public static final Key<Duration> SHUTDOWN_DRAIN = key(
            "shutdown.drain",
            Type.duration(StreamSettings.Shutdown.DRAIN),
            "10s",
            "How long a stopping instance waits for events in flight");
    public static final Key<Duration> SHUTDOWN_CLOSE = key(
            "shutdown.close",
            Type.duration(StreamSettings.Shutdown.CLOSE),
            "15s",
            "How long Kafka Streams may take to close after that");
    public static final Key<LeaveGroup> SHUTDOWN_LEAVE_GROUP = key(
            "shutdown.leave-group",
            Type.oneOf(LeaveGroup.class),
            "auto",
            "Whether a stopping instance leaves its consumer group, so that others get its partitions at once and not after"
                    + " the session timeout; `auto` leaves if `instance.id` is not set");

    public static final Key<Integer> PIPELINE_MAX_IN_FLIGHT = key(
            "pipeline.max-in-flight",
            Type.integer(PipelineSettings.MAX_IN_FLIGHT),
            "16384",
            "References in flight, at most; reached only when sources are slow, a device would be idle, and could answer as many in half of `deadline`");
    public static final Key<Long> PIPELINE_MAX_FETCHED_BYTES = key(
            "pipeline.max-fetched-bytes",
            Type.size(PipelineSettings.MAX_FETCHED_BYTES),
            "128MiB",
            "Bytes of fetched images waiting for a decoder beyond which no further event is taken up");

    public static final Key<Long> FETCH_MAX_BYTES =
            key("fetch.max-bytes", Type.size(FetchSettings.MAX_BYTES), "20MiB", "An image with more bytes is rejected");
    public static final Key<List<Path>> FETCH_FILE_ROOTS = key(
            "fetch.file-roots",
            Type.path().list(),
            "",
            "Folders that `file:` URIs may read, absolute; none switches the scheme off");
    public static final Key<List<String>> FETCH_ALLOWED_HOSTS = key(
            "fetch.allowed-hosts",
            Type.string().list(),
            "",
            "Hosts that may have an address that is not public: `host`, `host:port` or `*.suffix`");
    public static final Key<List<Integer>> FETCH_ALLOWED_PORTS = key(
            "fetch.allowed-ports",
            Type.integer(FetchSettings.PORT).list(),
            "",
            "Ports that browsers block (22, 25 and others) and that sources may have all the same");
    public static final Key<Boolean> FETCH_ALLOW_PRIVATE_ADDRESSES = key(
            "fetch.allow-private-addresses",
            Type.bool(),
            "false",
            "Switches the address guard off: any host in any network may be asked");
    public static final Key<Integer> FETCH_MAX_REDIRECTS =
            key("fetch.max-redirects", Type.integer(FetchSettings.MAX_REDIRECTS), "3", "Redirects that are followed");
    public static final Key<Duration> FETCH_CONNECT_TIMEOUT = key(
            "fetch.connect-timeout",
            Type.duration(FetchSettings.WAIT),
            "2s",
            "Time for a connection and its TLS handshake");
    public static final Key<Duration> FETCH_IDLE_TIMEOUT = key(
            "fetch.idle-timeout",
            Type.duration(FetchSettings.WAIT),
            "5s",
            "Longest silence of a server before the request is tried again");
    public static final Key<Integer> FETCH_ATTEMPTS =
            key("fetch.attempts", Type.integer(FetchSettings.ATTEMPTS), "3", "Tries in all, the first one included");
    public static final Key<Duration> FETCH_BACKOFF = key(
            "fetch.backoff",
            Type.duration(FetchSettings.WAIT),
            "100ms",
            "Ceiling of the first random wait between tries; doubles each time");
    public static final Key<Duration> FETCH_MAX_BACKOFF =
            key("fetch.max-backoff", Type.duration(FetchSettings.WAIT), "2s", "Where the doubling stops");
    public static final Key<Integer> FETCH_CONNECTIONS =
            key("fetch.connections", Type.integer(FetchSettings.CONNECTIONS), "64", "HTTP requests at the same time");
    public static final Key<Integer> FETCH_CONNECTIONS_PER_HOST = key(
            "fetch.connections-per-host",
            Type.integer(FetchSettings.CONNECTIONS),
            "16",
            "HTTP requests in flight to one host and port; not above `fetch.connections`");
    public static final Key<Integer> FETCH_PENDING = key(
            "fetch.pending",
            Type.integer(FetchSettings.PENDING),
            "16384",
            "HTTP requests that wait for a connection; more fail at once and are retried");
    public static final Key<Boolean> FETCH_COALESCE = key(
            "fetch.coalesce",
            Type.bool(),
            "false",
            "Whether events in flight that name the same URI share one request");
    public static final Key<String> FETCH_USER_AGENT = key(
            "fetch.user-agent",
            Type.string(),
            FetchSettings.USER_AGENT,
            "What requests say of who asks, in visible ASCII; some sites want an address here");
    public static final Key<Integer> FETCH_BREAKER_FAILURES = key(
            "fetch.breaker.failures",
            Type.integer(FetchSettings.Breaker.FAILURES),
            "20",
            "Failures of a host in a row (no connection, no answer, 5xx) after which it is left alone; 0 for never");
    public static final Key<Duration> FETCH_BREAKER_PAUSE = key(
            "fetch.breaker.pause",
            Type.duration(FetchSettings.WAIT),
            "10s",
            "How long a host is left alone before one request tries it again");
    public static final Key<Integer> FETCH_BREAKER_HOSTS = key(
            "fetch.breaker.hosts",
            Type.integer(FetchSettings.Breaker.HOSTS),
            "1000",
            "Hosts with failures that are remembered");
    public static final Key<Optional<Path>> FETCH_TLS_AUTHORITIES = key(
            "fetch.tls.authorities",
            Type.path().optional(),
            "",
            "PEM file with certificates of authorities that `https:` sources may have besides those that the JVM trusts; read at the start");

    public static final Key<Integer> DECODE_THREADS =
            key("decode.threads", Type.integer(new Bounds<>(0, 1024)), "0", "Threads that decode; 0 for one per core");
    public static final Key<List<ImageFormat>> DECODE_FORMATS = key(
            "decode.formats",
            Type.oneOf(ImageFormat.class).listOfSome(),
            "jpeg,png,webp,gif,bmp",
            "Formats that are decoded; an image of another one is rejected");
    public static final Key<Long> DECODE_MAX_PIXELS = key(
            "decode.max-pixels",
            Type.count(DecodeSettings.MAX_PIXELS),
            "50000000",
            "An image of which more pixels are decoded is rejected; a large JPEG is decoded at 1/2, 1/4 or 1/8");
    public static final Key<Long> DECODE_MAX_BYTES = key(
            "decode.max-bytes",
            Type.size(DecodeSettings.MAX_BYTES),
            "192MiB",
            "An image that takes more native memory to decode is rejected");
    public static final Key<Long> DECODE_BUDGET = key(
            "decode.budget",
            Type.size(PipelineSettings.DECODE_BUDGET),
            "256MiB",
            "Native memory that heavy images (more than 16 MiB to decode) share; those without room wait, and light ones pass");
    public static final Key<Integer> DECODE_MAX_SCANS = key(
            "decode.max-scans",
            Type.integer(DecodeSettings.MAX_SCANS),
            "32",
            "A progressive JPEG with more scans is rejected before it is decoded");
    public static final Key<Long> DECODE_MAX_SCAN_PIXELS = key(
            "decode.max-scan-pixels",
            Type.count(DecodeSettings.MAX_SCAN_PIXELS),
            "1000000000",
            "A JPEG with more pixels times scans is rejected before it is decoded");
    public static final Key<Double> DECODE_MIN_COMPLETE = key(
            "decode.min-complete",
            Type.fraction(),
            "0.9",
            "A JPEG or GIF with a smaller share of its data is rejected");
    public static final Key<Optional<Alpha>> DECODE_ALPHA = key(
            "decode.alpha",
            Type.oneOf(Alpha.class).optional(),
            "",
            "What a transparent image lies on; `drop` takes the colours below the transparency, as Keras does; empty: what the model says, or white");

    public static final Key<Integer> CACHE_MAX_ENTRIES = key(
            "cache.max-entries",
            Type.integer(PipelineSettings.CACHE_ENTRIES),
            "0",
            "Results kept by image content and model, so that a repeated image is not classified again; 0 is off");

    public static final Key<Integer> BATCH_MAX_SIZE =
            key("batch.max-size", Type.integer(BatchSettings.MAX_SIZE), "16", "Images in a model call, at most");
    public static final Key<BatchPolicy> BATCH_POLICY = key(
            "batch.policy",
            Type.oneOf(BatchPolicy.class),
            "adaptive",
            "Sizes and delays from the measured run times of the devices, or fixed by `batch.eager` and `batch.max-delay`");
    public static final Key<BatchSizes> BATCH_SIZES = key(
            "batch.sizes",
            Type.oneOf(BatchSizes.class),
            "powers",
            "Sizes that a batch may have: powers of two and `batch.max-size`, or any; a device prepares itself for each");
    public static final Key<Duration> BATCH_LATENCY_TARGET = key(
            "batch.latency-target",
            Type.duration(BatchSettings.LATENCY_TARGET),
            "0ms",
            "The adaptive policy keeps queue and inference together below it while the load allows; 0 for none");
    public static final Key<Duration> BATCH_MAX_DELAY = key(
            "batch.max-delay",
            Type.duration(BatchSettings.MAX_DELAY),
            "10ms",
            "How long an idle device may delay a batch for further images; not with `batch.policy=fixed` and `batch.eager=true`");
    public static final Key<Boolean> BATCH_EAGER = key(
            "batch.eager",
            Type.bool(),
            "true",
            "With `batch.policy=fixed`: an idle device takes the images that wait at once, or waits for `batch.max-delay`");
    public static final Key<Integer> BATCH_CAPACITY = key(
            "batch.capacity",
            Type.integer(new Bounds<>(0, 1_000_000)),
            "0",
            "Decoded images that wait for a device (268 kB each), not fewer than `batch.max-size`; 0 for two full batches a device");

    public static final Key<String> INFER_DEVICE = key(
            "infer.device",
            Type.string(),
            "auto",
            "`auto` (every GPU, else the CPU), `cpu`, `gpu`, `gpu:0,gpu:1`, or `simulated:BASE_MS+PER_IMAGE_MS[xCOUNT]`");
    public static final Key<Integer> INFER_INTRA_OP_THREADS = key(
            "infer.intra-op-threads",
            Type.integer(InferSettings.THREADS),
            "0",
            "Threads within an operation, per session; 0 for the cores divided by the sessions");
    public static final Key<Integer> INFER_INTER_OP_THREADS = key(
            "infer.inter-op-threads",
            Type.integer(InferSettings.THREADS),
            "0",
            "Operations at the same time, per session; 0 for as many as `infer.intra-op-threads`");
    public static final Key<Boolean> INFER_GPU_MEMORY_GROWTH =
            key("infer.gpu-memory-growth", Type.bool(), "true", "Take GPU memory as it is needed, not all at once");
    public static final Key<Double> INFER_GPU_MEMORY_FRACTION =
            key("infer.gpu-memory-fraction", Type.fraction(), "1", "The share of a GPU's memory that may be taken");
    public static final Key<Integer> INFER_CPU_SESSIONS = key(
            "infer.cpu-sessions",
            Type.integer(InferSettings.CPU_SESSIONS),
            "1",
            "Model instances on the CPU, which share its cores");
    public static final Key<Integer> INFER_CALLS_PER_DEVICE = key(
            "infer.calls-per-device",
            Type.integer(InferSettings.CALLS_PER_DEVICE),
            "2",
            "Batches that a device has at a time under a backlog; 1 with `batch.latency-target`");
    public static final Key<CpuPrecision> INFER_CPU_PRECISION = key(
            "infer.cpu-precision",
            Type.oneOf(CpuPrecision.class),
            "auto",
            "What a CPU computes with. `auto`: bfloat16 where the CPU multiplies it (avx512_bf16, amx_bf16) and the"
                    + " warm-up measures it to be at least 1.2 times as fast, else float32; a model that was built in"
                    + " int8 is computed so by `auto` and `int8`, and refused by the others");
    public static final Key<WarmUp> INFER_WARM_UP = key(
            "infer.warm-up",
            Type.oneOf(WarmUp.class),
            "powers",
            "Batch sizes that are run before the instance is ready");
    public static final Key<Optional<Path>> INFER_LIBRARY_CACHE = key(
            "infer.library-cache",
            Type.path().optional(),
            "",
            "Where native libraries are unpacked to (TensorFlow's 600 MB, OpenCV's 120 MB); by default the user's cache folder. Not on a file system that is mounted noexec");

    public static final Key<Integer> HTTP_PORT = key(
            "http.port",
            Type.integer(HttpSettings.PORT),
            "8080",
            "Management port: metrics, health, console; 0 for any free one");
    public static final Key<String> HTTP_BIND_ADDRESS =
            key("http.bind-address", Type.string(), "127.0.0.1", "Address of the management port");
    public static final Key<List<String>> HTTP_HOSTS = key(
            "http.hosts",
            Type.string().list(),
            "",
            "Names that may ask the management port, besides `localhost`, its bind address and literal addresses: `name`"
                    + " or `*.suffix`");

    private Keys() {}

    /** In the order of the table. */
    static Collection<Key<?>> all() {
        return Collections.unmodifiableCollection(TABLE.values());
    }

    /** Pairs of which the first must not be above the second. */
    static List<Ordered<?>> ordered() {
        return List.of(
                new Ordered<>(FETCH_CONNECTIONS_PER_HOST, FETCH_CONNECTIONS),
                new Ordered<>(FETCH_BACKOFF, FETCH_MAX_BACKOFF),
                new Ordered<>(BATCH_MAX_SIZE, BATCH_CAPACITY, true));
    }

    private static <T> Key<T> key(String name, Type<T> type, String defaultText, String description) {
        Key<T> key = new Key<>(name, type, defaultText, description);
        if (TABLE.put(name, key) != null) {
            throw new IllegalArgumentException("key " + name + ": is in the table twice");
        }
        return key;
    }
}
