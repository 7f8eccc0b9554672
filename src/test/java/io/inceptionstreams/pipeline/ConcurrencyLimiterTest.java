package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How many references are let in, in virtual time. */
final class ConcurrencyLimiterTest {

    private static final int LOW_STOCK = 4;

    private long now;
    private int answerable = 1_000;
    private final ConcurrencyLimiter limiter =
            new ConcurrencyLimiter(LOW_STOCK, 64, () -> answerable, 1_000, () -> now);

    @Test
    void letsInTwiceTheLowStockAtFirst() {
        assertThat(enterAll()).hasSize(2 * LOW_STOCK);
        assertThat(limiter.inside()).isEqualTo(2 * LOW_STOCK);
    }

    @Test
    void doublesWhileSlowSourcesLeaveTheDeviceWithoutWork() {
        enterAll();
        after(ConcurrencyLimiter.GROW_MILLIS);
        enterAll();
        assertThat(limiter.limit()).isEqualTo(16);
        enterAll();
        assertThat(limiter.limit()).as("not before its time").isEqualTo(16);
        for (int i = 0; i < 10; i++) {
            after(ConcurrencyLimiter.GROW_MILLIS);
            enterAll();
        }
        assertThat(limiter.limit()).isEqualTo(64);
    }

    @Test
    void neverGrowsPastWhatTheDevicesCanAnswerInTime() {
        answerable = 11;
        for (int i = 0; i < 10; i++) {
            enterAll();
            after(ConcurrencyLimiter.GROW_MILLIS);
        }
        assertThat(limiter.limit()).isEqualTo(11);

        answerable = 2;
        after(ConcurrencyLimiter.GROW_MILLIS);
        enterAll();
        assertThat(limiter.limit()).as("it shrinks with what leaves").isEqualTo(11);
        answerable = 30;
        after(ConcurrencyLimiter.GROW_MILLIS);
        enterAll();
        assertThat(limiter.limit()).isEqualTo(22);
    }

    @Test
    void doesNotGrowWhileThereIsStock() {
        enterAll().stream().limit(LOW_STOCK).forEach(permit -> permit.fetched(1));
        after(ConcurrencyLimiter.GROW_MILLIS);
        enterAll();

        assertThat(limiter.limit()).isEqualTo(2 * LOW_STOCK);
    }

    @Test
    void shrinksWhileTheStockIsHighAndNeverBelowItsStart() {
        enterAll();
        after(ConcurrencyLimiter.GROW_MILLIS);
        enterAll();
        after(ConcurrencyLimiter.GROW_MILLIS);
        List<ConcurrencyLimiter.Permit> permits = new ArrayList<>(enterAll());
        assertThat(limiter.limit()).isEqualTo(32);
        permits.forEach(permit -> permit.fetched(1));

        permits.forEach(ConcurrencyLimiter.Permit::leave);

        assertThat(limiter.limit()).isLessThan(32).isGreaterThanOrEqualTo(2 * LOW_STOCK);
    }

    @Test
    void bytesThatWaitForADecoderCloseTheDoor() {
        ConcurrencyLimiter.Permit large = enter();
        large.fetched(1_000);
        assertThat(limiter.tryEnter()).isNull();

        large.decoded();
        assertThat(limiter.tryEnter()).isNotNull();
    }

    @Test
    void placeIsGivenBackOnce() {
        ConcurrencyLimiter.Permit permit = enter();
        permit.leave();
        permit.leave();
        permit.fetched(500);

        assertThat(limiter.inside()).isZero();
        assertThat(enterAll()).hasSize(2 * LOW_STOCK);
    }

    private ConcurrencyLimiter.Permit enter() {
        return Objects.requireNonNull(limiter.tryEnter());
    }

    private List<ConcurrencyLimiter.Permit> enterAll() {
        List<ConcurrencyLimiter.Permit> permits = new ArrayList<>();
        for (ConcurrencyLimiter.Permit permit = limiter.tryEnter(); permit != null; permit = limiter.tryEnter()) {
            permits.add(permit);
        }
        return permits;
    }

    private void after(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }
}
