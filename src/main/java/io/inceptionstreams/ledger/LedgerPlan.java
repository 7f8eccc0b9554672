package io.inceptionstreams.ledger;

import java.nio.file.Path;
import java.util.List;

/**
 * What a ledger run does.
 *
 * @param events numbered events in all
 * @param partitions of each topic
 * @param instances application processes
 * @param brokers 1, or 3 with every record on all of them
 * @param appKills how often a random instance is killed (SIGKILL)
 * @param leaderKills how often the broker that leads a random partition is killed
 * @param freezes how often an instance is stopped for some seconds and continued (SIGSTOP, SIGCONT)
 * @param restarts how often an instance is stopped (SIGTERM) and started again, or one more comes and goes
 * @param swaps how often all instances swap their model, after they have refused a broken one
 * @param seed of the events, the faults and their times
 * @param exactlyOnce whether duplicates are a failure
 * @param secondsPerFault the pace of the events: they are spread over this much for each fault; 0 for a backlog, which is
 *     all of them before the first instance starts
 * @param application the command line of an instance behind its main class, without what names the instance
 * @param folder for logs and the brokers' data
 */
public record LedgerPlan(
        int events,
        int partitions,
        int instances,
        int brokers,
        int appKills,
        int leaderKills,
        int freezes,
        int restarts,
        int swaps,
        long seed,
        boolean exactlyOnce,
        double secondsPerFault,
        List<String> application,
        Path folder) {

    public LedgerPlan {
        application = List.copyOf(application);
        atLeast("--events", events, 1);
        atLeast("--partitions", partitions, 1);
        atLeast("--instances", instances, 1);
        atLeast("--app-kills", appKills, 0);
        atLeast("--leader-kills", leaderKills, 0);
        atLeast("--freezes", freezes, 0);
        atLeast("--restarts", restarts, 0);
        atLeast("--swaps", swaps, 0);
        if (leaderKills > 0 && brokers < 3) {
            throw new IllegalArgumentException("--leader-kills needs --brokers 3: a single broker has no follower");
        }
    }

    int faults() {
        return appKills + leaderKills + freezes + restarts + swaps;
    }

    boolean backlog() {
        return secondsPerFault == 0;
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be at least " + least + ": " + value);
        }
    }
}
