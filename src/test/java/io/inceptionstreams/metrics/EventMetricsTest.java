package io.inceptionstreams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventMetricsTest {

    private final Metrics metrics = Metrics.open();
    private final EventMetrics events = metrics.events();

    @Test
    void eachAnswerTakesItsEventOutOfFlight() {
        for (int i = 0; i < 10; i++) {
            events.received();
        }
        events.labelled();
        events.deadLettered("image-corrupt");
        events.deadLettered("image-corrupt");
        events.deadLettered("source-failed");
        events.abandoned(3);

        assertThat(events.snapshot())
                .isEqualTo(new EventMetrics.Snapshot(10, 1, 3, Map.of("image-corrupt", 2L, "source-failed", 1L)));
        assertThat(events.snapshot().inFlight()).isEqualTo(3);
        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_events_received_total")).isEqualTo(10);
        assertThat(scraped.value("inception_events_labelled_total")).isEqualTo(1);
        assertThat(scraped.value("inception_events_abandoned_total")).isEqualTo(3);
        assertThat(scraped.value("inception_events_dead_lettered_total{reason=\"image-corrupt\"}"))
                .isEqualTo(2);
        assertThat(scraped.value("inception_events_dead_lettered_total{reason=\"source-failed\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("inception_events_in_flight")).isEqualTo(3);
    }

    @Test
    void expectedReasonsAreShownBeforeTheyOccur() {
        events.expect(List.of("image-corrupt", "source-failed"));
        events.received();
        events.deadLettered("image-corrupt");

        assertThat(events.snapshot().deadLettered()).isEqualTo(Map.of("image-corrupt", 1L));
        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_events_dead_lettered_total{reason=\"image-corrupt\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("inception_events_dead_lettered_total{reason=\"source-failed\"}"))
                .isZero();
    }

    @Test
    void reasonsAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            events.received();
            events.deadLettered("made up " + i);
        }

        assertThat(events.snapshot().deadLettered()).hasSize(65).containsEntry("other", 936L);
        assertThat(events.snapshot().inFlight()).isZero();
    }

    /** Independent counters fail this: a scrape in the middle of the work sees some before and some after an event. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyScrapeBalancesWhileEventsMove(long seed) throws Exception {
        // Given
        int threads = 4;
        int eventsEach = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random random = new Random(seed * 100 + i);
            work.add(pool.submit(() -> answerAll(random, eventsEach)));
        }

        // When, Then
        int scrapes = 0;
        while (work.stream().anyMatch(future -> !future.isDone()) || scrapes == 0) {
            assertBalanced(Scraped.of(metrics));
            assertThat(events.snapshot().inFlight()).isNotNegative();
            scrapes++;
        }
        for (Future<?> future : work) {
            future.get(1, TimeUnit.SECONDS);
        }
        pool.shutdown();
        Scraped last = Scraped.of(metrics);
        assertThat(last.value("inception_events_in_flight")).isZero();
        assertThat(last.value("inception_events_received_total")).isEqualTo(threads * eventsEach);
    }

    private void answerAll(Random random, int count) {
        int open = 0;
        for (int i = 0; i < count; i++) {
            events.received();
            open++;
            while (open > random.nextInt(64)) {
                switch (random.nextInt(4)) {
                    case 0 -> events.deadLettered("reason-" + random.nextInt(5));
                    case 1 -> events.abandoned(1);
                    default -> events.labelled();
                }
                open--;
            }
        }
        events.abandoned(open);
    }

    private static void assertBalanced(Scraped scraped) {
        assertThat(scraped.value("inception_events_received_total"))
                .isEqualTo(scraped.value("inception_events_labelled_total")
                        + scraped.sum("inception_events_dead_lettered_total")
                        + scraped.value("inception_events_abandoned_total")
                        + scraped.value("inception_events_in_flight"));
    }
}
