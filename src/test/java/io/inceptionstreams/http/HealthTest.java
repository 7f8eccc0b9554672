package io.inceptionstreams.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HealthTest {

    private static final HealthCheck GOOD = HealthCheck.of("good", Optional::empty);
    private static final HealthCheck BAD = HealthCheck.of("bad", () -> Optional.of("it rains"));
    private static final HealthCheck BROKEN = HealthCheck.of("broken", () -> {
        throw new IllegalStateException("no answer");
    });

    @Test
    void nothingToCheckIsHealthy() {
        assertThat(new Health(List.of(), List.of()).readiness()).isEqualTo(new Health.Report(true, List.of()));
    }

    @Test
    void oneProblemIsEnoughAndAllChecksAreHeard() {
        Health.Report report = new Health(List.of(), List.of(BROKEN, GOOD, BAD)).readiness();

        assertThat(report.ok()).isFalse();
        assertThat(report.checks())
                .containsExactly(
                        new Health.Result(
                                "broken", false, "the check itself failed: java.lang.IllegalStateException: no answer"),
                        new Health.Result("good", true, ""),
                        new Health.Result("bad", false, "it rains"));
    }

    @Test
    void livenessAndReadinessAreTwoQuestions() {
        Health health = new Health(List.of(GOOD), List.of(BAD));

        assertThat(health.liveness().ok()).isTrue();
        assertThat(health.readiness().ok()).isFalse();
    }

    @Test
    void aCheckThatBothQuestionsShareIsListedOnce() {
        Health health = new Health(List.of(GOOD), List.of(GOOD, BAD));

        assertThat(Health.distinct(health.liveness(), health.readiness()))
                .containsExactly(new Health.Result("good", true, ""), new Health.Result("bad", false, "it rains"));
        assertThat(Health.distinct(
                        new Health.Report(true, List.of(new Health.Result("late", true, ""))),
                        new Health.Report(false, List.of(new Health.Result("late", false, "it rains")))))
                .containsExactly(new Health.Result("late", false, "it rains"));
    }
}
