package io.inceptionstreams.lab.ledger;

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
            brokers.createTopics(List.of(references(), topic(LABELS), topic(DEAD_LETTERS)));
            Events events = new Events(plan.seed(), plan.mix());
            Outstanding outstanding = new Outstanding(plan.events(), plan.partitions());
            int faults = plan.faults().total();
            double perSecond = plan.events() / Math.max(1, faults * plan.secondsPerFault());
            try (Feed feed = new Feed(
                    brokers.bootstrapServers(),
                    REFERENCES,
                    events,
                    plan.events(),
                    outstanding,
                    perSecond,
                    plan.backlog() ? 0 : faults)) {
                if (plan.backlog()) {
                    feed.start();
                    feed.awaitEnd();
                    narrator.accept("all events are produced; the instances start");
                }
                long started = System.nanoTime();
                IntStream.rangeClosed(1, plan.instances()).forEach(i -> fleet.start("app-" + i));
                Audit audit = new Audit(
                        events, plan.events(), outstanding, plan.faults().swaps() == 0 ? null : versions);
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
                                    references(),
                                    List.of(LABELS, DEAD_LETTERS),
                                    feed,
                                    outstanding,
                                    versions,
                                    watch,
                                    recoveries,
                                    narrator)
                            .run();
                    feed.awaitEnd();
                    narrator.accept("all events are produced; " + audit.answered() + " are answered");
                    awaitEnd(brokers, fleet, outstanding, watch);
                    narrator.accept(String.format(
                            Locale.ROOT,
                            "the last answer came %.0f s after the start of the instances",
                            (System.nanoTime() - started - watch.silence().toNanos()) / 1e9));
                }
                boolean whole = accountsForTheLog(brokers, outstanding);
                return tell(audit.report(), outstanding, recoveries, fleet.fallen(), (System.nanoTime() - start) / 1e9)
                        && whole;
            }
        }
    }

    /** Takes events of any time. */
    private NewTopic references() {
        return topic(REFERENCES)
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                        String.valueOf(Long.MAX_VALUE)));
    }

    /** Kept for ever: the events have timestamps of their own, and retention would delete what looks old. */
    private NewTopic topic(String name) {
        return new NewTopic(name, Optional.of(plan.partitions()), Optional.empty())
                .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
    }

    private List<String> application(BrokerCluster brokers, Versions versions) {
        List<String> application = new ArrayList<>(plan.application());
        if (plan.faults().swaps() > 0) {
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

    /** Whether the references topic has exactly the events that it is held to have: the others are excused. */
    private boolean accountsForTheLog(BrokerCluster brokers, Outstanding outstanding) {
        Map<Integer, Long> ends = brokers.ends(REFERENCES);
        boolean whole = true;
        for (int p = 0; p < plan.partitions(); p++) {
            long end = ends.getOrDefault(p, -1L);
            if (end != outstanding.thereIn(p)) {
                narrator.accept("partition " + p + " ends at offset " + end + ", and " + outstanding.thereIn(p)
                        + " events should be there: the ledger's own account is wrong");
                whole = false;
            }
        }
        return whole;
    }

    /** Until every event that is there is answered, or the application has committed that it is done, or nothing moves. */
    private void awaitEnd(BrokerCluster brokers, Fleet fleet, Outstanding outstanding, Watch watch)
            throws InterruptedException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers.bootstrapServers()))) {
            while (outstanding.total() > 0) {
                if (watch.silence().compareTo(SILENCE) > 0 && allCommitted(admin, outstanding)) {
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

    private boolean allCommitted(Admin admin, Outstanding outstanding) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    new HashMap<>(admin.listConsumerGroupOffsets(APPLICATION_ID)
                            .partitionsToOffsetAndMetadata()
                            .get(ADMIN_SECONDS, TimeUnit.SECONDS));
            return IntStream.range(0, plan.partitions()).allMatch(p -> {
                OffsetAndMetadata offset = committed.get(new TopicPartition(REFERENCES, p));
                int end = outstanding.thereIn(p);
                return end == 0 || (offset != null && offset.offset() >= end);
            });
        } catch (ExecutionException | TimeoutException e) {
            narrator.accept("the committed offsets cannot be read now: " + e);
            return false;
        }
    }

    private boolean tell(
            Audit.Report report, Outstanding outstanding, Recoveries recoveries, List<String> fallen, double seconds) {
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
        if (plan.faults().replaceLogs()) {
            narrator.accept(outstanding.gone() + " events are gone with the log that had them; "
                    + outstanding.goneUnanswered() + " of them have no answer");
        }
        if (plan.faults().swaps() > 0) {
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
