package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.pipeline.PredictionCache.Hit;
import io.inceptionstreams.pipeline.PredictionCache.Miss;
import io.inceptionstreams.pipeline.PredictionCache.Pending;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PredictionCacheTest {

    private static final ModelId MODEL = new ModelId("m", "1", "aa");
    private static final PredictionCache.Key KEY = new PredictionCache.Key(MODEL, "00");
    private static final Deadline SOON = new Deadline(10);
    private static final Deadline LATER = new Deadline(20);

    private final PredictionCache cache = new PredictionCache(10);

    @Test
    void theFirstFindsOutAndTheOthersWait() {
        Miss miss = (Miss) cache.lookup(KEY, SOON);
        Pending pending = (Pending) cache.lookup(KEY, LATER);
        CachedPrediction prediction = prediction(MODEL);

        miss.found(prediction);

        assertThat(pending.prediction()).isCompletedWithValue(prediction);
        assertThat(((Hit) cache.lookup(KEY, SOON)).prediction()).isSameAs(prediction);
        assertThat(cache.misses()).isZero();
    }

    @Test
    void nobodyWaitsForOneWhoHasMoreTime() {
        Miss first = (Miss) cache.lookup(KEY, LATER);
        Miss own = (Miss) cache.lookup(KEY, SOON);

        own.giveUp();
        assertThat(cache.lookup(KEY, LATER)).as("the first is still at it").isInstanceOf(Pending.class);

        first.giveUp();
        assertThat(cache.misses()).isZero();
    }

    @Test
    void whenTheFirstGivesUpTheNextOneClaims() {
        Miss miss = (Miss) cache.lookup(KEY, SOON);
        Pending pending = (Pending) cache.lookup(KEY, SOON);

        miss.giveUp();

        assertThat(pending.prediction()).isCancelled();
        assertThat(cache.lookup(KEY, SOON)).isInstanceOf(Miss.class);
    }

    @Test
    void givingUpWhatIsFoundChangesNothing() {
        Miss miss = (Miss) cache.lookup(KEY, SOON);
        miss.found(prediction(MODEL));

        miss.giveUp();

        assertThat(cache.lookup(KEY, SOON)).isInstanceOf(Hit.class);
    }

    @Test
    void theAnswerOfAModelThatWasSwappedInMeanwhileIsNotKeptForTheOther() {
        Miss miss = (Miss) cache.lookup(KEY, SOON);
        Pending pending = (Pending) cache.lookup(KEY, SOON);

        miss.found(prediction(new ModelId("m", "2", "bb")));

        assertThat(pending.prediction()).isCancelled();
        assertThat(cache.size()).isZero();
        assertThat(cache.misses()).isZero();
    }

    @Test
    void whatIsForgottenIsFoundOutAnewAndWhatWasUnderWayIsNotKept() {
        ((Miss) cache.lookup(KEY, SOON)).found(prediction(MODEL));
        PredictionCache.Key other = new PredictionCache.Key(MODEL, "11");
        Miss underWay = (Miss) cache.lookup(other, SOON);
        Pending pending = (Pending) cache.lookup(other, SOON);

        cache.forget();
        underWay.found(prediction(MODEL));

        assertThat(pending.prediction()).isCancelled();
        assertThat(cache.size()).isZero();
        Miss again = (Miss) cache.lookup(KEY, SOON);
        again.found(prediction(MODEL));
        assertThat(cache.lookup(KEY, SOON)).isInstanceOf(Hit.class);
    }

    @Test
    void keepsNoMoreThanItMay() {
        for (int i = 0; i < 1_000; i++) {
            ((Miss) cache.lookup(new PredictionCache.Key(MODEL, "image " + i), SOON)).found(prediction(MODEL));
        }

        assertThat(cache.size()).isBetween(1, 10);
        assertThat(cache.misses()).isZero();
    }

    @Test
    void whatIsAskedForOftenOutlivesAFloodOfWhatComesOnce() {
        PredictionCache larger = new PredictionCache(100);
        PredictionCache.Key often = new PredictionCache.Key(MODEL, "often");
        ((Miss) larger.lookup(often, SOON)).found(prediction(MODEL));
        for (int i = 0; i < 10_000; i++) {
            larger.lookup(often, SOON);
            ((Miss) larger.lookup(new PredictionCache.Key(MODEL, "once " + i), SOON)).found(prediction(MODEL));
        }
        for (int i = 0; i < 1_000; i++) { // ten times its size, and the favourite is not among them
            ((Miss) larger.lookup(new PredictionCache.Key(MODEL, "flood " + i), SOON)).found(prediction(MODEL));
        }

        assertThat(larger.lookup(often, SOON)).isInstanceOf(Hit.class);
    }

    @Test
    void offIsOff() {
        PredictionCache off = new PredictionCache(0);
        Miss miss = (Miss) off.lookup(KEY, SOON);

        assertThat(off.lookup(KEY, LATER)).isInstanceOf(Miss.class);
        miss.found(prediction(MODEL));

        assertThat(off.lookup(KEY, SOON)).isInstanceOf(Miss.class);
        assertThat(off.size()).isZero();
        assertThat(off.misses()).isZero();
    }

    private static CachedPrediction prediction(ModelId model) {
        return new CachedPrediction(
                new Scores(List.of("a"), new float[] {1}), model, new Labelled.Image(1, 1, "png", "00"), 1, "cpu");
    }
}
