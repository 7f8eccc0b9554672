package io.inceptionstreams.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.batch.Rule.Choice;
import io.inceptionstreams.batch.Rule.Waiting;
import java.time.Duration;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AdaptiveRuleTest {

    private static final int MAX = 16;
    private static final long MILLI = 1_000_000;
    private static final long RARELY = 1_000 * MILLI;

    private final Rule rule = rule(Duration.ZERO);

    @Test
    void idleDeviceTakesWhatThereIsWhenNothingElseComesSoon() {
        assertThat(rule.choose(waiting(3, 0, RARELY), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.take(3));
    }

    @Test
    void untilTheLargestSizeWasSeenABacklogLeavesInBatchesOfThatSize() {
        RunTimes times = new RunTimes(MAX);
        assertThat(rule.choose(waiting(40, 0, RARELY), times, MAX)).isEqualTo(Choice.take(16));

        times.add(2, 10 * MILLI);
        times.add(3, 300 * MILLI);
        assertThat(rule.choose(waiting(40, 0, RARELY), times, MAX)).isEqualTo(Choice.take(16));
    }

    @Test
    void backlogLeavesAtTheSizeOfTheHighestRate() {
        RunTimes cliff = learned(size -> size <= 8 ? 60 * size + 30 : 75 * size + 30);

        assertThat(rule.choose(waiting(40, 0, RARELY), cliff, MAX)).isEqualTo(Choice.take(8));
    }

    @Test
    void whatIsHardlyBetterThanTheLargestSizeIsNotPreferred() {
        RunTimes times = learned(size -> size == 8 ? 78.5 : 10 * size);

        assertThat(rule.choose(waiting(40, 0, RARELY), times, MAX)).isEqualTo(Choice.take(16));
    }

    @Test
    void deviceThatRanOutOfMemoryIsGivenNoMoreThanItsLimit() {
        assertThat(rule.choose(waiting(40, 0, RARELY), learned(AdaptiveRuleTest::gpu), 4))
                .isEqualTo(Choice.take(4));
    }

    @Test
    void nineAreTakenAsEightAndOneWhereThatTakesLess() {
        RunTimes times = learned(size -> size == 9 ? 800 : 60 * size + 5);

        assertThat(rule.choose(waiting(9, 0, RARELY), times, MAX)).isEqualTo(Choice.take(8));
        assertThat(rule.choose(waiting(10, 0, RARELY), times, MAX)).isEqualTo(Choice.take(10));
    }

    @Test
    void companyThatComesSoonIsWaitedForTwiceItsGap() {
        RunTimes gpu = learned(AdaptiveRuleTest::gpu);

        assertThat(rule.choose(waiting(1, 0, MILLI), gpu, MAX)).isEqualTo(Choice.waitFor(2 * MILLI));
        assertThat(rule.choose(new Waiting(1, MILLI, 3 * MILLI / 2, MILLI, 1), gpu, MAX))
                .isEqualTo(Choice.waitFor(MILLI / 2));
        assertThat(rule.choose(new Waiting(1, 2 * MILLI, 2 * MILLI, MILLI, 1), gpu, MAX))
                .isEqualTo(Choice.take(1));
    }

    @Test
    void theMoreWaitTheLessTheNextIsWorth() {
        assertThat(rule.choose(waiting(8, 0, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.take(8));
    }

    @Test
    void nobodyIsWaitedForWhileAnotherDeviceIsIdle() {
        assertThat(rule.choose(new Waiting(1, 0, 0, MILLI, 2), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.take(1));
    }

    @Test
    void nobodyIsWaitedForWhereAnInputCostsAsMuchInEveryBatch() {
        assertThat(rule.choose(waiting(1, 0, MILLI), learned(AdaptiveRuleTest::cpu), MAX))
                .isEqualTo(Choice.take(1));
    }

    @Test
    void theOldestWaitsNoLongerThanMaxDelay() {
        assertThat(rule.choose(waiting(1, 9 * MILLI, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.waitFor(MILLI));
        assertThat(rule.choose(waiting(1, 10 * MILLI, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.take(1));
    }

    @Test
    void runLastsAtMostHalfTheTarget() {
        Rule targeted = rule(Duration.ofMillis(23));

        assertThat(targeted.choose(waiting(40, 0, RARELY), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.take(8));
    }

    @Test
    void waitingEndsWhereTheTargetWouldBeMissed() {
        Rule targeted = rule(Duration.ofMillis(18));
        long runOfTwo = 8_800_000;

        assertThat(targeted.choose(waiting(1, 9 * MILLI, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.waitFor(18 * MILLI - runOfTwo - 9 * MILLI));
        assertThat(targeted.choose(waiting(1, 18 * MILLI - runOfTwo, MILLI), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.take(1));
    }

    @Test
    void targetThatIsMissedAlreadyIsGivenUpForThroughput() {
        Rule targeted = rule(Duration.ofMillis(23));

        assertThat(targeted.choose(waiting(40, 13 * MILLI, RARELY), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.take(16));
    }

    @Test
    void targetThatNoSizeKeepsIsNotTried() {
        assertThat(rule(Duration.ofMillis(5)).choose(waiting(40, 0, RARELY), learned(AdaptiveRuleTest::gpu), MAX))
                .isEqualTo(Choice.take(16));
    }

    @Test
    void oneRunInSixteenTriesWhatWasNotSeenEnough() {
        RunTimes times = new RunTimes(MAX);
        IntStream.range(0, 15).forEach(i -> times.add(16, 14 * MILLI));
        assertThat(rule.choose(waiting(40, 0, RARELY), times, MAX)).isEqualTo(Choice.take(16));

        times.add(16, 14 * MILLI);
        assertThat(rule.choose(waiting(40, 0, RARELY), times, MAX)).isEqualTo(Choice.take(12));
        times.add(12, 12 * MILLI);
        assertThat(rule.choose(waiting(40, 0, RARELY), times, MAX)).isEqualTo(Choice.take(16));
    }

    @Test
    void trialsEndWhereTheyAreFutile() {
        RunTimes times = new RunTimes(MAX);
        for (int run = 0; run < 1_000; run++) {
            int size = rule.choose(waiting(40, 0, RARELY), times, MAX).size();
            times.add(size, (long) (gpu(size) * MILLI));
        }

        assertThat(IntStream.of(12, 8, 6, 4).map(times::samples)).allMatch(n -> n >= AdaptiveRule.ENOUGH);
        assertThat(IntStream.of(3, 2, 1).map(times::samples)).containsOnly(0);
        assertThat(times.samples(16)).isGreaterThan(980);
    }

    private static double gpu(int size) {
        return 8 + 0.4 * size;
    }

    private static double cpu(int size) {
        return 10 + 60 * size;
    }

    private static Rule rule(Duration target) {
        return new AdaptiveRule(
                new BatchSettings(
                        MAX, Duration.ofMillis(10), 2 * MAX, true, BatchPolicy.ADAPTIVE, target, BatchSizes.ANY),
                1);
    }

    private static Waiting waiting(int count, long oldestNanos, long gapNanos) {
        return new Waiting(count, oldestNanos, 0, gapNanos, 1);
    }

    /** Each size seen often enough, and the number of runs not one at which sizes are tried. */
    private static RunTimes learned(IntToDoubleFunction millis) {
        RunTimes times = new RunTimes(MAX);
        for (int round = 0; round < 2; round++) {
            for (int size = 1; size <= MAX; size++) {
                times.add(size, Math.round(millis.applyAsDouble(size) * MILLI));
            }
        }
        times.add(1, Math.round(millis.applyAsDouble(1) * MILLI));
        return times;
    }
}
