package io.inceptionstreams.config;

import io.inceptionstreams.batch.BatchPolicy;
import io.inceptionstreams.batch.BatchSizes;
import io.inceptionstreams.infer.WarmUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every setting, an expression each. The README's table, the environment's names and the errors all come from here. */
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
            Type.duration("0ms", "24h"),
            "0s",
            "How often to look for another version in the folder; 0 for only on SIGHUP");
    public static final Key<Long> MODEL_MAX_BYTES = key(
            "model.max-bytes",
            Type.size("1KiB", "64GiB"),
            "2GiB",
            "Bytes of an archive at most, and of its files when it is unpacked");
    public static final Key<Duration> MODEL_FETCH_TIMEOUT =
            key("model.fetch-timeout", Type.duration("1s", "24h"), "10m", "Time to fetch an archive");
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
            Type.duration("1ms", "1h"),
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
    public static final Key<String> GUARANTEE = key(
            "guarantee",
            Type.oneOf("exactly_once_v2", "at_least_once"),
            "exactly_once_v2",
            "What a crash may do: nothing, or repeat results");
    public static final Key<String> GROUP_PROTOCOL = key(
            "group.protocol", Type.oneOf("classic", "streams"), "classic", "How the instances share the partitions");
    public static final Key<Optional<Path>> STATE_DIR = key(
            "state.dir",
            Type.path().optional(),
            "",
            "Folder of this instance alone that outlives it; by default one below the temporary folder");
    public static final Key<Integer> STREAM_THREADS =
            key("stream.threads", Type.integer(1, 256), "1", "Kafka Streams threads of this instance");

    public static final Key<Integer> OUTPUT_LABELS =
            key("output.labels", Type.integer(1, 1000), "5", "Labels in a result whose event asks for no number");
    public static final Key<Boolean> OUTPUT_FEATURES = key(
            "output.features",
            Type.bool(),
            "false",
            "Adds the numbers behind the labels to a result, to search by likeness: 11 kB for 2048 of them");
    public static final Key<Duration> DEADLINE = key(
            "deadline",
            Type.duration("1ms", "1h"),
            "30s",
            "Time for an event that brings no deadline: fetch, decode, queue and inference together");

    public static final Key<Integer> STREAM_WINDOW_RECORDS = key(
            "stream.window-records",
            Type.integer(1, 1_000_000),
            "4096",
            "Unanswered records of a partition: how far others may run ahead of a slow image");
    public static final Key<Long> STREAM_WINDOW_BYTES = key(
            "stream.window-bytes",
            Type.size("1KiB", "16GiB"),
            "32MiB",
            "Bytes of the unanswered records of a partition; one record is taken however large");
    public static final Key<Duration> STREAM_STUCK = key(
            "stream.stuck",
            Type.duration("1s", "10m"),
            "60s",
            "How long after its deadline an unanswered record shows that something hangs, and its thread is replaced; and how"
                    + " long an output may take nothing before the instance stops");
    public static final Key<Integer> STREAM_MAX_ATTEMPTS = key(
            "stream.max-attempts",
            Type.integer(2, 1000),
            "3",
            "Attempts at a record that end with the death of the process before it becomes a dead letter");
    public static final Key<Duration> COMMIT_INTERVAL = key(
            "commit.interval",
            Type.duration("1ms", "60s"),
            "20ms",
            "Shortest time between two commits of results and offsets; up to ten times as long under a backlog");
    public static final Key<Integer> OUTPUT_MAX_BYTES = key(
            "output.max-bytes",
            Type.integer(1024, 1 << 28),
            "1000000",
            "A larger result becomes a dead letter; not above the labels topic's max.message.bytes");
    public static final Key<Duration> SHUTDOWN_DRAIN = key(
            "shutdown.drain",
            Type.duration("1ms", "10m"),
            "10s",
            "How long a stopping instance waits for what is under way");
    public static final Key<Duration> SHUTDOWN_CLOSE = key(
            "shutdown.close", Type.duration("1s", "10m"), "15s", "How long Kafka Streams may take to close after that");

    public static final Key<Integer> PIPELINE_MAX_IN_FLIGHT = key(
            "pipeline.max-in-flight",
            Type.integer(1, 1_000_000),
            "16384",
            "References under way; reached only when sources are slow, a device would be idle, and could answer as many in half of `deadline`");
    public static final Key<Long> PIPELINE_MAX_FETCHED_BYTES = key(
            "pipeline.max-fetched-bytes",
            Type.size("1MiB", "64GiB"),
            "128MiB",
            "Bytes of fetched images waiting for a decoder beyond which no further event is taken up");

    public static final Key<Long> FETCH_MAX_BYTES =
            key("fetch.max-bytes", Type.size("1B", "1GiB"), "20MiB", "An image with more bytes is rejected");
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
    public static final Key<Boolean> FETCH_ALLOW_PRIVATE_ADDRESSES = key(
            "fetch.allow-private-addresses",
            Type.bool(),
            "false",
            "Switches the address guard off: any host in any network may be asked");
    public static final Key<Integer> FETCH_MAX_REDIRECTS =
            key("fetch.max-redirects", Type.integer(0, 20), "3", "Redirects that are followed");
    public static final Key<Duration> FETCH_CONNECT_TIMEOUT = key(
            "fetch.connect-timeout", Type.duration("1ms", "10m"), "2s", "Time for a connection and its TLS handshake");
    public static final Key<Duration> FETCH_IDLE_TIMEOUT = key(
            "fetch.idle-timeout",
            Type.duration("1ms", "10m"),
            "5s",
            "Longest silence of a server before the request is tried again");
    public static final Key<Integer> FETCH_ATTEMPTS =
            key("fetch.attempts", Type.integer(1, 100), "3", "Tries in all, the first one included");
    public static final Key<Duration> FETCH_BACKOFF = key(
            "fetch.backoff",
            Type.duration("1ms", "10m"),
            "100ms",
            "Ceiling of the first random wait between tries; doubles each time");
    public static final Key<Duration> FETCH_MAX_BACKOFF =
            key("fetch.max-backoff", Type.duration("1ms", "10m"), "2s", "Where the doubling stops");
    public static final Key<Integer> FETCH_CONNECTIONS =
            key("fetch.connections", Type.integer(1, 10_000), "64", "HTTP requests under way");
    public static final Key<Integer> FETCH_CONNECTIONS_PER_HOST = key(
            "fetch.connections-per-host",
            Type.integer(1, 10_000),
            "16",
            "HTTP requests under way to one host and port");
    public static final Key<Integer> FETCH_PENDING = key(
            "fetch.pending",
            Type.integer(0, 1_000_000),
            "16384",
            "HTTP requests that wait for a connection; more fail at once and are retried");
    public static final Key<Boolean> FETCH_COALESCE = key(
            "fetch.coalesce",
            Type.bool(),
            "false",
            "Whether requests for the same URI that are under way together are one");

    public static final Key<Integer> DECODE_THREADS =
            key("decode.threads", Type.integer(0, 1024), "0", "Threads that decode; 0 for one a core");
    public static final Key<Long> DECODE_MAX_PIXELS = key(
            "decode.max-pixels",
            Type.count(1, 1_000_000_000),
            "50000000",
            "An image with more pixels is rejected before it is decoded");
    public static final Key<Integer> DECODE_MAX_SCANS = key(
            "decode.max-scans",
            Type.integer(1, 10_000),
            "32",
            "A progressive JPEG with more scans is rejected before it is decoded");

    public static final Key<Integer> CACHE_MAX_ENTRIES = key(
            "cache.max-entries",
            Type.integer(0, 10_000_000),
            "0",
            "Answers kept by content and model, so that an image that comes again is not classified again; 0 is off");

    public static final Key<Integer> BATCH_MAX_SIZE =
            key("batch.max-size", Type.integer(1, 1024), "16", "Images in a model call, at most");
    public static final Key<BatchPolicy> BATCH_POLICY = key(
            "batch.policy",
            Type.oneOf(BatchPolicy.class),
            "adaptive",
            "Sizes and waits from what the devices were seen to take, or fixed by `batch.eager` and `batch.max-delay`");
    public static final Key<BatchSizes> BATCH_SIZES = key(
            "batch.sizes",
            Type.oneOf(BatchSizes.class),
            "powers",
            "Sizes that a batch may have: powers of two and `batch.max-size`, or any; a device prepares itself for each");
    public static final Key<Duration> BATCH_LATENCY_TARGET = key(
            "batch.latency-target",
            Type.duration("0ms", "60s"),
            "0ms",
            "The adaptive policy keeps queue and inference together below it while the load allows; 0 for none");
    public static final Key<Duration> BATCH_MAX_DELAY = key(
            "batch.max-delay",
            Type.duration("0ms", "60s"),
            "10ms",
            "How long an image waits for company while a device is idle, at most; not with `batch.policy=fixed` and `batch.eager=true`");
    public static final Key<Boolean> BATCH_EAGER = key(
            "batch.eager",
            Type.bool(),
            "true",
            "With `batch.policy=fixed`: an idle device takes what there is at once, or waits for `batch.max-delay`");
    public static final Key<Integer> BATCH_CAPACITY = key(
            "batch.capacity",
            Type.integer(0, 1_000_000),
            "0",
            "Decoded images that wait for a device (268 kB each); 0 for two full batches a device");

    public static final Key<String> INFER_DEVICE = key(
            "infer.device",
            Type.string(),
            "auto",
            "`auto` (every GPU, else the CPU), `cpu`, `gpu`, `gpu:0,gpu:1`, or `simulated:BASE_MS+PER_IMAGE_MS[xCOUNT]`");
    public static final Key<Integer> INFER_INTRA_OP_THREADS = key(
            "infer.intra-op-threads",
            Type.integer(0, 4096),
            "0",
            "Threads within an operation, a session; 0 for the cores divided by the sessions");
    public static final Key<Integer> INFER_INTER_OP_THREADS = key(
            "infer.inter-op-threads",
            Type.integer(0, 4096),
            "0",
            "Operations at the same time, a session; 0 for as many as `infer.intra-op-threads`");
    public static final Key<Boolean> INFER_GPU_MEMORY_GROWTH =
            key("infer.gpu-memory-growth", Type.bool(), "true", "Take GPU memory as it is needed, not all at once");
    public static final Key<Double> INFER_GPU_MEMORY_FRACTION =
            key("infer.gpu-memory-fraction", Type.fraction(), "1", "The share of a GPU's memory that may be taken");
    public static final Key<Integer> INFER_CPU_SESSIONS =
            key("infer.cpu-sessions", Type.integer(1, 4096), "1", "Model instances on the CPU, which share its cores");
    public static final Key<Integer> INFER_CALLS_PER_DEVICE = key(
            "infer.calls-per-device",
            Type.integer(1, 8),
            "2",
            "Batches that a device has at a time under a backlog; 1 with `batch.latency-target`");
    public static final Key<WarmUp> INFER_WARM_UP = key(
            "infer.warm-up",
            Type.oneOf(WarmUp.class),
            "powers",
            "Batch sizes that are run before the instance is ready");
    public static final Key<Optional<Path>> INFER_LIBRARY_CACHE = key(
            "infer.library-cache",
            Type.path().optional(),
            "",
            "Where TensorFlow's libraries are unpacked to (600 MB); by default the user's cache folder");

    public static final Key<Integer> HTTP_PORT = key(
            "http.port",
            Type.integer(0, 65_535),
            "8080",
            "Management port: metrics, health, console; 0 for any free one");
    public static final Key<String> HTTP_BIND_ADDRESS =
            key("http.bind-address", Type.string(), "127.0.0.1", "Address of the management port");

    private Keys() {}

    /** In the order of the table. */
    static Collection<Key<?>> all() {
        return Collections.unmodifiableCollection(TABLE.values());
    }

    private static <T> Key<T> key(String name, Type<T> type, String defaultText, String description) {
        Key<T> key = new Key<>(name, type, defaultText, description);
        if (TABLE.put(name, key) != null) {
            throw new IllegalArgumentException("key " + name + ": is in the table twice");
        }
        return key;
    }
}
