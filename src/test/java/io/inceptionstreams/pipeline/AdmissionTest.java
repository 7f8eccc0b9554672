package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How many references are let in, in virtual time. */
final class AdmissionTest {

    private static final int LOW_STOCK = 4;

    private long now;
    private int answerable = 1_000;
    private final Admission admission = new Admission(LOW_STOCK, 64, () -> answerable, 1_000, () -> now);

    @Test
    void letsInTwiceTheLowStockAtFirst() {
        assertThat(enterAll()).hasSize(2 * LOW_STOCK);
        assertThat(admission.inside()).isEqualTo(2 * LOW_STOCK);
    }

    @Test
    void doublesWhileSlowSourcesLeaveTheDeviceWithoutWork() {
        enterAll();
        after(Admission.GROW_MILLIS);
        enterAll();
        assertThat(admission.limit()).isEqualTo(16);
        enterAll();
        assertThat(admission.limit()).as("not before its time").isEqualTo(16);
        for (int i = 0; i < 10; i++) {
            after(Admission.GROW_MILLIS);
            enterAll();
        }
        assertThat(admission.limit()).isEqualTo(64);
    }

    @Test
    void neverGrowsPastWhatTheDevicesCanAnswerInTime() {
        answerable = 11;
        for (int i = 0; i < 10; i++) {
            enterAll();
            after(Admission.GROW_MILLIS);
        }
        assertThat(admission.limit()).isEqualTo(11);

        answerable = 2;
        after(Admission.GROW_MILLIS);
        enterAll();
        assertThat(admission.limit()).as("it shrinks with what leaves").isEqualTo(11);
        answerable = 30;
        after(Admission.GROW_MILLIS);
        enterAll();
        assertThat(admission.limit()).isEqualTo(22);
    }

    @Test
    void doesNotGrowWhileThereIsStock() {
        enterAll().stream().limit(LOW_STOCK).forEach(place -> place.fetched(1));
        after(Admission.GROW_MILLIS);
        enterAll();

        assertThat(admission.limit()).isEqualTo(2 * LOW_STOCK);
    }

    @Test
    void shrinksWhileTheStockIsHighAndNeverBelowItsStart() {
        enterAll();
        after(Admission.GROW_MILLIS);
        enterAll();
        after(Admission.GROW_MILLIS);
        List<Admission.Place> places = new ArrayList<>(enterAll());
        assertThat(admission.limit()).isEqualTo(32);
        places.forEach(place -> place.fetched(1));

        places.forEach(Admission.Place::leave);

        assertThat(admission.limit()).isLessThan(32).isGreaterThanOrEqualTo(2 * LOW_STOCK);
    }

    @Test
    void bytesThatWaitForADecoderCloseTheDoor() {
        Admission.Place large = enter();
        large.fetched(1_000);
        assertThat(admission.tryEnter()).isNull();

        large.decoded();
        assertThat(admission.tryEnter()).isNotNull();
    }

    @Test
    void placeIsGivenBackOnce() {
        Admission.Place place = enter();
        place.leave();
        place.leave();
        place.fetched(500);

        assertThat(admission.inside()).isZero();
        assertThat(enterAll()).hasSize(2 * LOW_STOCK);
    }

    private Admission.Place enter() {
        return Objects.requireNonNull(admission.tryEnter());
    }

    private List<Admission.Place> enterAll() {
        List<Admission.Place> places = new ArrayList<>();
        for (Admission.Place place = admission.tryEnter(); place != null; place = admission.tryEnter()) {
            places.add(place);
        }
        return places;
    }

    private void after(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }
}
