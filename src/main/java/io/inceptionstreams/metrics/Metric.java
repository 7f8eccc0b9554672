package io.inceptionstreams.metrics;

/** The table of this product's own metrics: the name that Prometheus scrapes, its type, its tag, and what it says. */
public enum Metric {
    EVENTS_RECEIVED("inception.events.received", Type.COUNTER, "", "Events read from the references topic"),
    EVENTS_LABELLED("inception.events.labelled", Type.COUNTER, "", "Events answered with labels"),
    EVENTS_DEAD_LETTERED(
            "inception.events.dead_lettered", Type.COUNTER, "reason", "Events answered with a dead letter, by reason"),
    EVENTS_ABANDONED(
            "inception.events.abandoned",
            Type.COUNTER,
            "",
            "Events in flight when their partition was taken away; its next owner receives them again"),
    EVENTS_IN_FLIGHT(
            "inception.events.in_flight",
            Type.GAUGE,
            "",
            "Received and not yet answered: received - labelled - dead-lettered - abandoned"),

    STAGE("inception.stage.seconds", Type.HISTOGRAM, "stage", "Time an event spent in a stage"),

    IMAGES_LABELLED("inception.images.labelled", Type.COUNTER, "", "Images that the model has labelled"),
    IMAGES_PER_SECOND("inception.images.per_second", Type.GAUGE, "", "Images labelled per second, over the last 10 s"),
    BATCH_SIZE("inception.batch.size", Type.HISTOGRAM, "", "Images per model call"),
    BATCH_LIMIT("inception.batch.limit", Type.GAUGE, "", "Largest batch that is tried now"),
    BATCH_BEST_SIZE(
            "inception.batch.best_size",
            Type.GAUGE,
            "device",
            "Batch size at which the device was seen to label most images a second"),
    BATCH_BEST_RUN("inception.batch.best_run.seconds", Type.GAUGE, "device", "What a batch of that size takes of late"),
    BATCH_SINGLE_RUN("inception.batch.single_run.seconds", Type.GAUGE, "device", "What a batch of one takes of late"),
    BATCH_FAILURES("inception.batch.failures", Type.COUNTER, "", "Model calls that failed"),
    BATCH_SPLITS("inception.batch.splits", Type.COUNTER, "", "Failed batches that were split to find the poison"),
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
            "Time the device waited for company for images that were there"),
    RETRIES("inception.retries", Type.COUNTER, "", "Further attempts at fetching an image"),

    FETCHES_SHARED(
            "inception.fetches.shared",
            Type.COUNTER,
            "",
            "Requests that were spared: one for the same URI was under way"),
    CACHE_HITS("inception.cache.hits", Type.COUNTER, "", "Events that were labelled from the cache"),
    CACHE_MISSES("inception.cache.misses", Type.COUNTER, "", "Images that the cache did not know; 0 while it is off"),
    CACHE_ENTRIES("inception.cache.entries", Type.GAUGE, "", "Answers in the cache"),
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
