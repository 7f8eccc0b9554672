package io.inceptionstreams.metrics;

/** The table of this product's own metrics: the name that Prometheus scrapes, its type, its tag, and what it says. */
public enum Metric {
    EVENTS_RECEIVED("inception.events.received", Type.COUNTER, "", "Events read from the references topic"),
    EVENTS_LABELLED("inception.events.labelled", Type.COUNTER, "", "Events that were labelled"),
    EVENTS_DEAD_LETTERED(
            "inception.events.dead_lettered", Type.COUNTER, "reason", "Events that became dead letters, by reason"),
    EVENTS_ABANDONED(
            "inception.events.abandoned",
            Type.COUNTER,
            "",
            "Events in flight when their partition was taken away, whose next owner receives them again, or its log was"
                    + " replaced"),
    EVENTS_IN_FLIGHT(
            "inception.events.in_flight",
            Type.GAUGE,
            "",
            "Received, without an outcome yet: received - labelled - dead-lettered - abandoned"),
    LOGS_REPLACED(
            "inception.logs.replaced",
            Type.COUNTER,
            "",
            "Times that the log of a partition was replaced: its topic was created again, or the log truncated"),

    EVENTS_LOST(
            "inception.events.lost",
            Type.COUNTER,
            "",
            "Events that the broker deleted before they were read, by retention or delete-records; no other metric counts them"),

    OLDEST_UNANSWERED(
            "inception.events.oldest_unanswered.seconds",
            Type.GAUGE,
            "",
            "Age of the oldest event that this instance has read and not answered, by its record's timestamp; 0 without one"),
    GROUP_LAG(
            "inception.group.lag.records",
            Type.GAUGE,
            "",
            "Records of the references topic behind the committed offsets of the group, also of partitions that no instance has; the same at each instance; NaN while brokers do not tell"),

    BROKER_SILENCE("inception.broker.silence.seconds", Type.GAUGE, "", "Time since a Kafka broker last answered"),
    OUTCOMES_ALTERED(
            "inception.outcomes.altered",
            Type.COUNTER,
            "part",
            "Results and dead letters without this part of their event, which their topic does not take: `timestamp`, `value`, `headers`, `key`"),
    OUTCOMES_REFUSED(
            "inception.outcomes.refused",
            Type.COUNTER,
            "output",
            "Results and dead letters that a broker refused because of this very record; it is read again and answered in another form"),

    STAGE("inception.stage.seconds", Type.HISTOGRAM, "stage", "Time an event spent in a stage"),

    IMAGES_LABELLED("inception.images.labelled", Type.COUNTER, "", "Images that the model has labelled"),
    IMAGES_PER_SECOND("inception.images.per_second", Type.GAUGE, "", "Images labelled per second, over the last 10 s"),
    BATCH_SIZE("inception.batch.size", Type.HISTOGRAM, "", "Images per model call"),
    BATCH_LIMIT("inception.batch.limit", Type.GAUGE, "", "Largest batch that is tried now"),
    BATCH_BEST_SIZE(
            "inception.batch.best_size",
            Type.GAUGE,
            "device",
            "Batch size with the highest measured rate of the device"),
    BATCH_BEST_RUN("inception.batch.best_run.seconds", Type.GAUGE, "device", "Recent run time of a batch of that size"),
    BATCH_SINGLE_RUN("inception.batch.single_run.seconds", Type.GAUGE, "device", "Recent run time of a batch of one"),
    BATCH_FAILURES("inception.batch.failures", Type.COUNTER, "", "Model calls that failed"),
    BATCH_SPLITS(
            "inception.batch.splits", Type.COUNTER, "", "Failed batches that were split to find the image at fault"),
    BATCH_HALVINGS("inception.batch.halvings", Type.COUNTER, "", "Times the batch limit was halved for lack of memory"),
    QUEUE_DEPTH("inception.queue.depth", Type.GAUGE, "", "Images that wait for a batch"),
    DEVICE_BUSY(
            "inception.device.busy.seconds", Type.COUNTER, "device", "Time the device computed; its rate is a share"),
    DEVICE_IDLE_UNDER_BACKLOG(
            "inception.device.idle_under_backlog.seconds",
            Type.COUNTER,
            "device",
            "Time the device did nothing while a batch was due"),
    DEVICE_HELD(
            "inception.device.held.seconds",
            Type.COUNTER,
            "device",
            "Time the device delayed a batch for further images"),
    RETRIES("inception.retries", Type.COUNTER, "", "Further attempts at fetching an image"),

    FETCHES_SHARED(
            "inception.fetches.shared",
            Type.COUNTER,
            "",
            "Requests that were not sent, because one for the same URI was running"),
    FILE_READS_HANGING(
            "inception.file.reads.hanging", Type.GAUGE, "", "Reads of files that go on although their event has ended"),
    FILE_THREADS_REPLACED(
            "inception.file.threads.replaced",
            Type.COUNTER,
            "",
            "Threads that took the place of one whose read of a file hangs"),
    BREAKERS_OPEN("inception.breakers.open", Type.GAUGE, "", "Hosts that are left alone because they did not answer"),
    BREAKERS_OPENED(
            "inception.breakers.opened",
            Type.COUNTER,
            "",
            "Times that a host was left alone because it did not answer"),
    BREAKER_REFUSALS(
            "inception.breaker.refusals",
            Type.COUNTER,
            "",
            "Attempts that failed at once, because their host is left alone"),
    CACHE_HITS("inception.cache.hits", Type.COUNTER, "", "Events that were labelled from the cache"),
    CACHE_MISSES("inception.cache.misses", Type.COUNTER, "", "Images that the cache did not know; 0 while it is off"),
    CACHE_ENTRIES("inception.cache.entries", Type.GAUGE, "", "Results in the cache"),
    MODEL_VERSION("inception.model.version", Type.GAUGE, "", "Version of the model that is served"),
    MODEL_SWAPS(
            "inception.model.swaps",
            Type.COUNTER,
            "result",
            "Models that were to replace the served one: `swapped`, or `refused`");

    /** What Prometheus makes of it. */
    public enum Type {
        COUNTER("_total"),
        GAUGE(""),
        /** Scraped as {@code _bucket}, {@code _count} and {@code _sum}. */
        HISTOGRAM("");

        private final String suffix;

        Type(String suffix) {
            this.suffix = suffix;
        }
    }

    private final String meterName;
    private final Type type;
    private final String tag;
    private final String description;

    Metric(String meterName, Type type, String tag, String description) {
        this.meterName = meterName;
        this.type = type;
        this.tag = tag;
        this.description = description;
    }

    /** The name in Micrometer, with dots. */
    public String meterName() {
        return meterName;
    }

    /** The name of the family in a scrape, such as {@code inception_events_received_total}. */
    public String scrapedName() {
        return meterName.replace('.', '_') + type.suffix;
    }

    public Type type() {
        return type;
    }

    /** The one tag, or an empty string. */
    public String tag() {
        return tag;
    }

    public String description() {
        return description;
    }
}
