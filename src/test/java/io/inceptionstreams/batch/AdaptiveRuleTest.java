package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.batch.BatchRule.Decision;
import io.inceptionstreams.batch.BatchRule.QueueState;
import java.time.Duration;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AdaptiveRuleTest {

    private static final int MAX = 16;
    private static final long MILLI = 1_000_000;
    private static final long RARELY = 1_000 * MILLI;

    private final BatchRule rule = rule(Duration.ZERO);

    @Test
    void idleDeviceTakesWhatThereIsWhenNothingElseComesSoon() {
        assertThat(rule.choose(queued(3, 0, RARELY), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.take(3));
    }

    @Test
    void untilTheLargestSizeWasSeenABacklogLeavesInBatchesOfThatSize() {
        LatencyModel latencies = new LatencyModel(MAX);
        assertThat(rule.choose(queued(40, 0, RARELY), latencies, MAX)).isEqualTo(Decision.take(16));

        latencies.add(2, 10 * MILLI);
        latencies.add(3, 300 * MILLI);
        assertThat(rule.choose(queued(40, 0, RARELY), latencies, MAX)).isEqualTo(Decision.take(16));
    }

    @Test
    void backlogLeavesAtTheSizeOfTheHighestRate() {
        LatencyModel cliff = learned(size -> size <= 8 ? 60 * size + 30 : 75 * size + 30);

        assertThat(rule.choose(queued(40, 0, RARELY), cliff, MAX)).isEqualTo(Decision.take(8));
    }

    @Test
    void whatIsHardlyBetterThanTheLargestSizeIsNotPreferred() {
        LatencyModel latencies = learned(size -> size == 8 ? 78.5 : 10 * size);

        assertThat(rule.choose(queued(40, 0, RARELY), latencies, MAX)).isEqualTo(Decision.take(16));
    }

    @Test
    void deviceThatRanOutOfMemoryIsGivenNoMoreThanItsLimit() {
        assertThat(rule.choose(queued(40, 0, RARELY), learned(AdaptiveRuleTest::gpu), 4))
                .isEqualTo(Decision.take(4));
    }

    @Test
    void nineAreTakenAsEightAndOneWhereThatTakesLess() {
        LatencyModel latencies = learned(size -> size == 9 ? 800 : 60 * size + 5);

        assertThat(rule.choose(queued(9, 0, RARELY), latencies, MAX)).isEqualTo(Decision.take(8));
        assertThat(rule.choose(queued(10, 0, RARELY), latencies, MAX)).isEqualTo(Decision.take(10));
    }

    @Test
    void companyThatComesSoonIsWaitedForTwiceItsGap() {
        LatencyModel gpu = learned(AdaptiveRuleTest::gpu);

        assertThat(rule.choose(queued(1, 0, MILLI), gpu, MAX)).isEqualTo(Decision.waitFor(2 * MILLI));
        assertThat(rule.choose(new QueueState(1, MILLI, 3 * MILLI / 2, MILLI, 1), gpu, MAX))
                .isEqualTo(Decision.waitFor(MILLI / 2));
        assertThat(rule.choose(new QueueState(1, 2 * MILLI, 2 * MILLI, MILLI, 1), gpu, MAX))
                .isEqualTo(Decision.take(1));
    }

    @Test
    void theMoreWaitTheLessTheNextIsWorth() {
        assertThat(rule.choose(queued(8, 0, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.take(8));
    }

    @Test
    void nobodyIsWaitedForWhileAnotherDeviceIsIdle() {
        assertThat(rule.choose(new QueueState(1, 0, 0, MILLI, 2), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.take(1));
    }

    @Test
    void nobodyIsWaitedForWhereAnInputCostsAsMuchInEveryBatch() {
        assertThat(rule.choose(queued(1, 0, MILLI), learned(AdaptiveRuleTest::cpu), MAX))
                .isEqualTo(Decision.take(1));
    }

    @Test
    void theOldestWaitsNoLongerThanMaxDelay() {
        assertThat(rule.choose(queued(1, 9 * MILLI, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.waitFor(MILLI));
        assertThat(rule.choose(queued(1, 10 * MILLI, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.take(1));
    }

    @Test
    void runLastsAtMostHalfTheTarget() {
        BatchRule targeted = rule(Duration.ofMillis(23));

        assertThat(targeted.choose(queued(40, 0, RARELY), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.take(8));
    }

    @Test
    void waitingEndsWhereTheTargetWouldBeMissed() {
        BatchRule targeted = rule(Duration.ofMillis(18));
        long runOfTwo = 8_800_000;

        assertThat(targeted.choose(queued(1, 9 * MILLI, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.waitFor(18 * MILLI - runOfTwo - 9 * MILLI));
        assertThat(targeted.choose(queued(1, 18 * MILLI - runOfTwo, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.take(1));
    }

    @Test
    void targetThatIsMissedAlreadyIsGivenUpForThroughput() {
        BatchRule targeted = rule(Duration.ofMillis(23));

        assertThat(targeted.choose(queued(40, 13 * MILLI, RARELY), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.take(16));
    }

    @Test
    void targetThatNoSizeKeepsIsNotTried() {
        assertThat(rule(Duration.ofMillis(5)).choose(queued(40, 0, RARELY), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Decision.take(16));
    }

    @Test
    void oneRunInSixteenTriesWhatWasNotSeenEnough() {
        LatencyModel latencies = new LatencyModel(MAX);
        IntStream.range(0, 15).forEach(i -> latencies.add(16, 14 * MILLI));
        assertThat(rule.choose(queued(40, 0, RARELY), latencies, MAX)).isEqualTo(Decision.take(16));

        latencies.add(16, 14 * MILLI);
        assertThat(rule.choose(queued(40, 0, RARELY), latencies, MAX)).isEqualTo(Decision.take(12));
        latencies.add(12, 12 * MILLI);
        assertThat(rule.choose(queued(40, 0, RARELY), latencies, MAX)).isEqualTo(Decision.take(16));
    }

    @Test
    void trialsEndWhereTheyAreFutile() {
        LatencyModel latencies = new LatencyModel(MAX);
        for (int run = 0; run < 1_000; run++) {
            int size = rule.choose(queued(40, 0, RARELY), latencies, MAX).size();
            latencies.add(size, (long) (gpu(size) * MILLI));
        }

        assertThat(IntStream.of(12, 8, 6, 4).map(latencies::samples)).allMatch(n -> n >= AdaptiveRule.ENOUGH);
        assertThat(IntStream.of(3, 2, 1).map(latencies::samples)).containsOnly(0);
        assertThat(latencies.samples(16)).isGreaterThan(980);
    }

    private static double gpu(int size) {
        return 8 + 0.4 * size;
    }

    private static double cpu(int size) {
        return 10 + 60 * size;
    }

    private static BatchRule rule(Duration target) {
        return new AdaptiveRule(
                new BatchSettings(
                        MAX, Duration.ofMillis(10), 2 * MAX, true, BatchPolicy.ADAPTIVE, target, BatchSizes.ANY),
                1);
    }

    private static QueueState queued(int count, long oldestNanos, long gapNanos) {
        return new QueueState(count, oldestNanos, 0, gapNanos, 1);
    }

    /** Each size seen often enough, and the number of runs not one at which sizes are tried. */
    private static LatencyModel learned(IntToDoubleFunction millis) {
        LatencyModel latencies = new LatencyModel(MAX);
        for (int round = 0; round < 2; round++) {
            for (int size = 1; size <= MAX; size++) {
                latencies.add(size, Math.round(millis.applyAsDouble(size) * MILLI));
            }
        }
        latencies.add(1, Math.round(millis.applyAsDouble(1) * MILLI));
        return latencies;
    }
}
