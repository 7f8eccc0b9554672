package io.inceptionstreams.lab.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long answers were missing after each kill: until every partition with work had a newly committed one. */
final class Recoveries {

    private final List<Long> instanceKills = new ArrayList<>();
    private final List<Long> leaderKills = new ArrayList<>();

    void afterInstanceKill(Duration recovery) {
        instanceKills.add(recovery.toMillis());
    }

    void afterLeaderKill(Duration recovery) {
        leaderKills.add(recovery.toMillis());
    }

    String instances() {
        return summary(instanceKills);
    }

    String leaders() {
        return summary(leaderKills);
    }

    /** The percentile of all kills, in milliseconds; zero when there were none. */
    long percentile(int percent) {
        List<Long> all = new ArrayList<>(instanceKills);
        all.addAll(leaderKills);
        return percentile(all, percent);
    }

    private static String summary(List<Long> millis) {
        return millis.size() + " kills, recovery p50 " + percentile(millis, 50) + " ms, p95 " + percentile(millis, 95)
                + " ms, longest " + percentile(millis, 100) + " ms";
    }

    /** The nearest rank. */
    static long percentile(List<Long> values, int percent) {
        if (values.isEmpty()) {
            return 0;
        }
        List<Long> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }
}
