package io.inceptionstreams.lab.ledger;

import java.nio.file.Path;
import java.util.List;

/**
 * What a ledger run does.
 *
 * @param events numbered events in all
 * @param mix which unusual ones are among them
 * @param partitions of each topic
 * @param instances application processes
 * @param brokers 1, or 3 with every record on all of them
 * @param faults how often what is done to brokers and instances
 * @param seed of the events, the faults and their times
 * @param exactlyOnce whether duplicates are a failure
 * @param secondsPerFault the pace of the events: they are spread over this much for each fault; 0 for a backlog, which is
 *     all of them before the first instance starts
 * @param application the command line of an instance behind its main class, without what names the instance
 * @param folder for logs and the brokers' data
 */
public record LedgerPlan(
        int events,
        EventMix mix,
        int partitions,
        int instances,
        int brokers,
        FaultCounts faults,
        long seed,
        boolean exactlyOnce,
        double secondsPerFault,
        List<String> application,
        Path folder) {

    public LedgerPlan {
        application = List.copyOf(application);
        atLeastOne("--events", events);
        atLeastOne("--partitions", partitions);
        atLeastOne("--instances", instances);
        if (faults.leaderKills() > 0 && brokers < 3) {
            throw new IllegalArgumentException("--leader-kills needs --brokers 3: a single broker has no follower");
        }
        if (faults.truncations() > 0 && brokers < 3) {
            throw new IllegalArgumentException("--truncations needs --brokers 3: one that lacks events takes over");
        }
        if (secondsPerFault == 0 && faults.replaceLogs()) {
            throw new IllegalArgumentException(
                    "--backlog goes without --topic-recreations and --truncations: events must come after them");
        }
    }

    boolean backlog() {
        return secondsPerFault == 0;
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be at least 1: " + value);
        }
    }
}
