package io.inceptionstreams.lab.ledger;

import io.inceptionstreams.broker.BrokerCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Does to the instances and brokers what the plan says, in an order and at times that the seed decides, one fault at a
 * time: the next comes when every partition has moved on, or after {@value #PATIENCE_SECONDS} seconds.
 */
final class Faults {

    static final int PATIENCE_SECONDS = 60;

    private static final Duration IN_SYNC = Duration.ofSeconds(90);
    private static final Duration RELOADED = Duration.ofSeconds(60);
    private static final long SLICE_MILLIS = 10;

    /** Events that are sent right before a log is replaced: more than instances answer until then. */
    private static final int BURST = 400;

    /** What is done. */
    private enum Fault {
        KILL_INSTANCE,
        KILL_LEADER,
        FREEZE,
        RESTART,
        SCALE,
        SWAP,
        RECREATE_TOPIC,
        TRUNCATE
    }

    private final LedgerPlan plan;
    private final Fleet fleet;
    private final BrokerCluster brokers;
    private final NewTopic references;
    private final List<String> topics;
    private final Feed feed;
    private final Outstanding outstanding;
    private final Versions versions;
    private final Watch watch;
    private final Recoveries recoveries;
    private final Consumer<String> narrator;
    private final Random random;

    /**
     * @param references how the topic of the events is created again
     * @param outputs of the application; the leaders of them and of the references are what is killed
     */
    Faults(
            LedgerPlan plan,
            Fleet fleet,
            BrokerCluster brokers,
            NewTopic references,
            List<String> outputs,
            Feed feed,
            Outstanding outstanding,
            Versions versions,
            Watch watch,
            Recoveries recoveries,
            Consumer<String> narrator) {
        this.plan = plan;
        this.fleet = fleet;
        this.brokers = brokers;
        this.references = references;
        this.topics =
                Stream.concat(Stream.of(references.name()), outputs.stream()).toList();
        this.feed = feed;
        this.outstanding = outstanding;
        this.versions = versions;
        this.watch = watch;
        this.recoveries = recoveries;
        this.narrator = narrator;
        this.random = new Random(plan.seed());
    }

    /** Returns when all are done, with all instances and brokers up again. */
    void run() throws InterruptedException {
        FaultCounts counts = plan.faults();
        List<Fault> faults = new ArrayList<>();
        faults.addAll(Collections.nCopies(counts.appKills(), Fault.KILL_INSTANCE));
        faults.addAll(Collections.nCopies(counts.leaderKills(), Fault.KILL_LEADER));
        faults.addAll(Collections.nCopies(counts.freezes(), Fault.FREEZE));
        faults.addAll(Collections.nCopies((counts.restarts() + 1) / 2, Fault.RESTART));
        faults.addAll(Collections.nCopies(counts.restarts() / 2, Fault.SCALE));
        faults.addAll(Collections.nCopies(counts.swaps(), Fault.SWAP));
        faults.addAll(Collections.nCopies(counts.topicRecreations(), Fault.RECREATE_TOPIC));
        faults.addAll(Collections.nCopies(counts.truncations(), Fault.TRUNCATE));
        Collections.shuffle(faults, random);
        for (int i = 0; i < faults.size(); i++) {
            pause(200, 1_500);
            narrator.accept("fault " + (i + 1) + "/" + faults.size() + ": " + faults.get(i));
            long start = System.nanoTime();
            commit(faults.get(i));
            narrator.accept("    over after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
            feed.nextPhase();
        }
    }

    private void commit(Fault fault) throws InterruptedException {
        switch (fault) {
            case KILL_INSTANCE -> killInstance();
            case KILL_LEADER -> killLeader();
            case FREEZE -> freeze();
            case RESTART -> restart();
            case SCALE -> scale();
            case SWAP -> swap();
            case RECREATE_TOPIC -> recreateTopic();
            case TRUNCATE -> truncate();
        }
    }

    private void killInstance() throws InterruptedException {
        String name = any(fleet.names());
        Progress progress = new Progress();
        fleet.kill(name);
        pause(0, 1_000);
        fleet.start(name);
        recoveries.afterInstanceKill(progress.awaitAllMovedOn());
    }

    private void killLeader() throws InterruptedException {
        int leader = brokers.leaderOf(any(topics), random.nextInt(plan.partitions()));
        Progress progress = new Progress();
        brokers.kill(leader);
        recoveries.afterLeaderKill(progress.awaitAllMovedOn());
        brokers.restart(leader);
        brokers.awaitInSync(topics, IN_SYNC);
    }

    /** Shorter or longer than the session timeout: the instance may come back as one that others have replaced. */
    private void freeze() throws InterruptedException {
        String name = any(fleet.names());
        fleet.freeze(name);
        pause(500, 12_000);
        Progress progress = new Progress();
        fleet.thaw(name);
        progress.awaitAllMovedOn();
    }

    private void restart() throws InterruptedException {
        String name = any(fleet.names());
        fleet.stop(name);
        Progress progress = new Progress();
        fleet.start(name);
        progress.awaitAllMovedOn();
    }

    private void scale() throws InterruptedException {
        String extra = "app-" + (plan.instances() + 1);
        fleet.start(extra);
        pause(5_000, 10_000);
        Progress progress = new Progress();
        fleet.stop(extra);
        progress.awaitAllMovedOn();
    }

    /** The broken model first, which every instance refuses. An instance that starts then could not serve: all are up before. */
    private void swap() throws InterruptedException {
        fleet.awaitAllSay("running with model", RELOADED);
        Progress progress = new Progress();
        int broken = versions.publishBroken();
        fleet.reload();
        fleet.awaitAllSay(Versions.NAME + "/" + broken + "/", RELOADED);
        int sound = versions.publish();
        fleet.reload();
        fleet.awaitAllSay("serving " + Versions.NAME + " " + sound + " now", RELOADED);
        versions.least(sound, feed.next());
        progress.awaitAllMovedOn();
    }

    private void recreateTopic() throws InterruptedException {
        feed.pause();
        feed.burst(BURST);
        pause(0, 100);
        brokers.recreate(references);
        replaced(IntStream.range(0, plan.partitions()).boxed().collect(Collectors.toMap(p -> p, p -> 0L)));
    }

    /** Some of the events that are gone afterwards are in flight, some answered, some not even read. */
    private void truncate() throws InterruptedException {
        feed.pause();
        brokers.truncate(references.name(), random.nextInt(plan.partitions()), () -> feed.burst(BURST));
        replaced(brokers.ends(references.name()));
    }

    private void replaced(Map<Integer, Long> ends) throws InterruptedException {
        int before = outstanding.goneUnanswered();
        int gone = outstanding.endAt(ends);
        narrator.accept("    " + gone + " events are gone with the log that had them, "
                + (outstanding.goneUnanswered() - before) + " of them unanswered so far");
        Progress progress = new Progress();
        feed.resume();
        progress.awaitAllMovedOn();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void pause(int leastMillis, int mostMillis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(leastMillis + random.nextInt(mostMillis - leastMillis + 1));
    }

    /** Since its creation: which partitions have had a newly committed answer. */
    private final class Progress {

        private final long startNanos = System.nanoTime();
        private final int[] answered = new int[plan.partitions()];

        Progress() {
            for (int p = 0; p < answered.length; p++) {
                answered[p] = watch.answered(p);
            }
        }

        /** How long until each partition that had or got work has moved on. */
        Duration awaitAllMovedOn() throws InterruptedException {
            long end = startNanos + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (someStandStill() && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(SLICE_MILLIS);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            narrator.accept("    all partitions moved on after " + took.toMillis() + " ms"
                    + (someStandStill() ? ", but for " + standing() : ""));
            return took;
        }

        private String standing() {
            StringBuilder text = new StringBuilder();
            for (int p = 0; p < answered.length; p++) {
                if (standsStill(p)) {
                    text.append(" partition ")
                            .append(p)
                            .append(" (")
                            .append(outstanding.in(p))
                            .append(" unanswered)");
                }
            }
            return text.toString();
        }

        private boolean someStandStill() {
            for (int p = 0; p < answered.length; p++) {
                if (standsStill(p)) {
                    return true;
                }
            }
            return false;
        }

        private boolean standsStill(int p) {
            return outstanding.in(p) > 0 && watch.answered(p) == answered[p];
        }
    }
}
