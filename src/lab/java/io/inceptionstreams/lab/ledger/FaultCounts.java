package io.inceptionstreams.lab.ledger;

/**
 * How often what is done.
 *
 * @param appKills a random instance is killed (SIGKILL)
 * @param leaderKills the broker that leads a random partition is killed
 * @param freezes an instance is stopped for some seconds and continued (SIGSTOP, SIGCONT)
 * @param restarts an instance is stopped (SIGTERM) and started again, or one more comes and goes
 * @param swaps all instances swap their model, after they have refused a broken one
 * @param topicRecreations the references topic is deleted and created again at once
 * @param truncations an unclean leader election truncates the log of a random partition of it
 */
public record FaultCounts(
        int appKills, int leaderKills, int freezes, int restarts, int swaps, int topicRecreations, int truncations) {

    public FaultCounts {
        atLeastNone("--app-kills", appKills);
        atLeastNone("--leader-kills", leaderKills);
        atLeastNone("--freezes", freezes);
        atLeastNone("--restarts", restarts);
        atLeastNone("--swaps", swaps);
        atLeastNone("--topic-recreations", topicRecreations);
        atLeastNone("--truncations", truncations);
    }

    int total() {
        return appKills + leaderKills + freezes + restarts + swaps + topicRecreations + truncations;
    }

    /** Whether the references topic may lose events that it had acknowledged. */
    boolean replaceLogs() {
        return topicRecreations + truncations > 0;
    }

    private static void atLeastNone(String option, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(option + " must be at least 0: " + value);
        }
    }
}
