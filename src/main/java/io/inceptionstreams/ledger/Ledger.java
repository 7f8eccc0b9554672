package io.inceptionstreams.ledger;

import io.inceptionstreams.broker.BrokerCluster;
import io.inceptionstreams.broker.ClusterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/** One run: brokers up, instances up, events in, faults, and the verdict when the last committed answer has come. */
public final class Ledger {

    private static final String REFERENCES = "image-references";
    private static final String LABELS = "image-labels";
    private static final String DEAD_LETTERS = "image-dead-letters";
    private static final String APPLICATION_ID = "ledger";

    /** Nothing has come for so long, and everything is committed: nothing will come. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** Nothing has come for so long, although something must. */
    private static final Duration STANDSTILL = Duration.ofMinutes(2);

    private static final long SLICE_MILLIS = 100;
    private static final long ADMIN_SECONDS = 30;

    private final LedgerPlan plan;
    private final Consumer<String> narrator;

    /** @param narrator is told, in lines for people, what happens */
    public Ledger(LedgerPlan plan, Consumer<String> narrator) {
        this.plan = plan;
        this.narrator = narrator;
    }

    /**
     * Runs the plan; takes minutes.
     *
     * @return whether the guarantee held
     */
    public boolean run() throws InterruptedException {
        Recoveries recoveries = new Recoveries();
        long start = System.nanoTime();
        Versions versions = new Versions(plan.folder().resolve("models"));
        try (BrokerCluster brokers = BrokerCluster.start(
                        new ClusterSettings(plan.brokers(), plan.folder().resolve("brokers")));
                Fleet fleet = new Fleet(application(brokers, versions), plan.folder())) {
            brokers.createTopics(
                    Stream.of(REFERENCES, LABELS, DEAD_LETTERS).map(this::topic).toList());
            Events events = new Events(plan.seed());
            double perSecond = plan.events() / Math.max(1, plan.faults() * plan.secondsPerFault());
            try (Feed feed = new Feed(
                    brokers.bootstrapServers(),
                    REFERENCES,
                    events,
                    plan.events(),
                    plan.partitions(),
                    perSecond,
                    plan.backlog() ? 0 : plan.faults())) {
                if (plan.backlog()) {
                    feed.start();
                    feed.awaitEnd();
                    narrator.accept("all events are produced; the instances start");
                }
                long started = System.nanoTime();
                IntStream.rangeClosed(1, plan.instances()).forEach(i -> fleet.start("app-" + i));
                Audit audit = new Audit(events, plan.events(), feed, plan.swaps() == 0 ? null : versions);
                try (Watch watch =
                        new Watch(brokers.bootstrapServers(), LABELS, DEAD_LETTERS, plan.partitions(), audit)) {
                    watch.start();
                    if (!plan.backlog()) {
                        feed.start();
                    }
                    awaitFirstAnswer(watch);
                    new Faults(
                                    plan,
                                    fleet,
                                    brokers,
                                    List.of(REFERENCES, LABELS, DEAD_LETTERS),
                                    feed,
                                    versions,
                                    watch,
                                    recoveries,
                                    narrator)
                            .run();
                    feed.awaitEnd();
                    narrator.accept("all events are produced; " + audit.answered() + " are answered");
                    awaitEnd(brokers, fleet, feed, watch, audit);
                    narrator.accept(String.format(
                            Locale.ROOT,
                            "the last answer came %.0f s after the start of the instances",
                            (System.nanoTime() - started - watch.silence().toNanos()) / 1e9));
                }
                return tell(audit.report(), recoveries, fleet.fallen(), (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /** Kept for ever: the events have timestamps of their own, and retention would delete what looks old. */
    private NewTopic topic(String name) {
        return new NewTopic(name, Optional.of(plan.partitions()), Optional.empty())
                .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
    }

    private List<String> application(BrokerCluster brokers, Versions versions) {
        List<String> application = new ArrayList<>(plan.application());
        if (plan.swaps() > 0) {
            application.addAll(List.of("--set", "model=" + versions.folder()));
        }
        application.addAll(List.of(
                "--bootstrap-servers", brokers.bootstrapServers(), "--set", "application.id=" + APPLICATION_ID));
        return application;
    }

    private static void awaitFirstAnswer(Watch watch) throws InterruptedException {
        long end = System.nanoTime() + STANDSTILL.toNanos();
        while (watch.answered(0) == 0) {
            if (System.nanoTime() - end > 0) {
                throw new LedgerException("no answer came within " + STANDSTILL, null);
            }
            TimeUnit.MILLISECONDS.sleep(SLICE_MILLIS);
        }
    }

    /** Until every event is answered, or the application has committed that it is done, or nothing moves. */
    private void awaitEnd(BrokerCluster brokers, Fleet fleet, Feed feed, Watch watch, Audit audit)
            throws InterruptedException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers.bootstrapServers()))) {
            while (audit.answered() < plan.events()) {
                if (watch.silence().compareTo(SILENCE) > 0 && allCommitted(admin, feed)) {
                    return;
                }
                if (watch.silence().compareTo(STANDSTILL) > 0) {
                    narrator.accept("nothing has come for " + STANDSTILL + "; instances up: " + fleet.names());
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(SLICE_MILLIS);
            }
            // Duplicates would come after: the transactions that are open end within the silence.
            while (watch.silence().compareTo(SILENCE) < 0) {
                TimeUnit.MILLISECONDS.sleep(SLICE_MILLIS);
            }
        }
    }

    private boolean allCommitted(Admin admin, Feed feed) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    new HashMap<>(admin.listConsumerGroupOffsets(APPLICATION_ID)
                            .partitionsToOffsetAndMetadata()
                            .get(ADMIN_SECONDS, TimeUnit.SECONDS));
            return IntStream.range(0, plan.partitions()).allMatch(p -> {
                OffsetAndMetadata offset = committed.get(new TopicPartition(REFERENCES, p));
                return feed.produced(p) == 0 || (offset != null && offset.offset() >= feed.produced(p));
            });
        } catch (ExecutionException | TimeoutException e) {
            narrator.accept("the committed offsets cannot be read now: " + e);
            return false;
        }
    }

    private boolean tell(Audit.Report report, Recoveries recoveries, List<String> fallen, double seconds) {
        report.findings().forEach(narrator);
        fallen.forEach(name ->
                narrator.accept(name + " ended by itself; see " + plan.folder().resolve(name + ".log")));
        narrator.accept("after instance kills: " + recoveries.instances());
        narrator.accept("after leader kills: " + recoveries.leaders());
        narrator.accept(String.format(
                Locale.ROOT,
                "%d events in %.0f s: %d labelled, dead letters %s",
                plan.events(),
                seconds,
                report.labelled(),
                inWords(report.deadLetters())));
        if (plan.swaps() > 0) {
            narrator.accept("answers by version of the model: " + inWords(report.byVersion()));
        }
        if (!report.unexpected().isEmpty()) {
            narrator.accept("dead letters of events that deserved labels: " + inWords(report.unexpected()));
        }
        narrator.accept("lost=" + report.lost() + " duplicated=" + report.duplicated() + " reordered="
                + report.reordered() + " corrupted=" + report.corrupted() + " recovery_p50_ms="
                + recoveries.percentile(50) + " recovery_p95_ms=" + recoveries.percentile(95));
        return report.passes(plan.exactlyOnce()) && fallen.isEmpty();
    }

    private static String inWords(Map<String, Integer> byReason) {
        return byReason.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
