package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.pipeline.FindingCache.Awaited;
import io.inceptionstreams.pipeline.FindingCache.Claim;
import io.inceptionstreams.pipeline.FindingCache.Known;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingCacheTest {

    private static final ModelId MODEL = new ModelId("m", "1", "aa");
    private static final FindingCache.Key KEY = new FindingCache.Key(MODEL, "00");
    private static final Deadline SOON = new Deadline(10);
    private static final Deadline LATER = new Deadline(20);

    private final FindingCache cache = new FindingCache(10);

    @Test
    void theFirstFindsOutAndTheOthersWait() {
        Claim claim = (Claim) cache.recall(KEY, SOON);
        Awaited awaited = (Awaited) cache.recall(KEY, LATER);
        Finding finding = finding(MODEL);

        claim.found(finding);

        assertThat(awaited.finding()).isCompletedWithValue(finding);
        assertThat(((Known) cache.recall(KEY, SOON)).finding()).isSameAs(finding);
        assertThat(cache.claims()).isZero();
    }

    @Test
    void nobodyWaitsForOneWhoHasMoreTime() {
        Claim first = (Claim) cache.recall(KEY, LATER);
        Claim own = (Claim) cache.recall(KEY, SOON);

        own.giveUp();
        assertThat(cache.recall(KEY, LATER)).as("the first is still at it").isInstanceOf(Awaited.class);

        first.giveUp();
        assertThat(cache.claims()).isZero();
    }

    @Test
    void whenTheFirstGivesUpTheNextOneClaims() {
        Claim claim = (Claim) cache.recall(KEY, SOON);
        Awaited awaited = (Awaited) cache.recall(KEY, SOON);

        claim.giveUp();

        assertThat(awaited.finding()).isCancelled();
        assertThat(cache.recall(KEY, SOON)).isInstanceOf(Claim.class);
    }

    @Test
    void givingUpWhatIsFoundChangesNothing() {
        Claim claim = (Claim) cache.recall(KEY, SOON);
        claim.found(finding(MODEL));

        claim.giveUp();

        assertThat(cache.recall(KEY, SOON)).isInstanceOf(Known.class);
    }

    @Test
    void theAnswerOfAModelThatWasSwappedInMeanwhileIsNotKeptForTheOther() {
        Claim claim = (Claim) cache.recall(KEY, SOON);
        Awaited awaited = (Awaited) cache.recall(KEY, SOON);

        claim.found(finding(new ModelId("m", "2", "bb")));

        assertThat(awaited.finding()).isCancelled();
        assertThat(cache.size()).isZero();
        assertThat(cache.claims()).isZero();
    }

    @Test
    void whatIsForgottenIsFoundOutAnewAndWhatWasUnderWayIsNotKept() {
        ((Claim) cache.recall(KEY, SOON)).found(finding(MODEL));
        FindingCache.Key other = new FindingCache.Key(MODEL, "11");
        Claim underWay = (Claim) cache.recall(other, SOON);
        Awaited awaited = (Awaited) cache.recall(other, SOON);

        cache.forget();
        underWay.found(finding(MODEL));

        assertThat(awaited.finding()).isCancelled();
        assertThat(cache.size()).isZero();
        Claim again = (Claim) cache.recall(KEY, SOON);
        again.found(finding(MODEL));
        assertThat(cache.recall(KEY, SOON)).isInstanceOf(Known.class);
    }

    @Test
    void keepsNoMoreThanItMay() {
        for (int i = 0; i < 1_000; i++) {
            ((Claim) cache.recall(new FindingCache.Key(MODEL, "image " + i), SOON)).found(finding(MODEL));
        }

        assertThat(cache.size()).isBetween(1, 10);
        assertThat(cache.claims()).isZero();
    }

    @Test
    void whatIsAskedForOftenOutlivesAFloodOfWhatComesOnce() {
        FindingCache larger = new FindingCache(100);
        FindingCache.Key often = new FindingCache.Key(MODEL, "often");
        ((Claim) larger.recall(often, SOON)).found(finding(MODEL));
        for (int i = 0; i < 10_000; i++) {
            larger.recall(often, SOON);
            ((Claim) larger.recall(new FindingCache.Key(MODEL, "once " + i), SOON)).found(finding(MODEL));
        }
        for (int i = 0; i < 1_000; i++) { // ten times its size, and the favourite is not among them
            ((Claim) larger.recall(new FindingCache.Key(MODEL, "flood " + i), SOON)).found(finding(MODEL));
        }

        assertThat(larger.recall(often, SOON)).isInstanceOf(Known.class);
    }

    @Test
    void offIsOff() {
        FindingCache off = new FindingCache(0);
        Claim claim = (Claim) off.recall(KEY, SOON);

        assertThat(off.recall(KEY, LATER)).isInstanceOf(Claim.class);
        claim.found(finding(MODEL));

        assertThat(off.recall(KEY, SOON)).isInstanceOf(Claim.class);
        assertThat(off.size()).isZero();
        assertThat(off.claims()).isZero();
    }

    private static Finding finding(ModelId model) {
        return new Finding(
                new Scores(List.of("a"), new float[] {1}), model, new Labelled.Image(1, 1, "png", "00"), 1, "cpu");
    }
}
