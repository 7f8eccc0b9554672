package io.inceptionstreams.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two questions of an orchestrator. Not live: start me anew. Not ready: send me no work yet, I am loading, rebalancing
 * or recovering. What a restart does not cure belongs to readiness.
 */
public final class Health {

    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final List<HealthCheck> liveness;
    private final List<HealthCheck> readiness;

    /** Each holds when all of its checks do; an empty list always does. */
    public Health(List<HealthCheck> liveness, List<HealthCheck> readiness) {
        this.liveness = List.copyOf(liveness);
        this.readiness = List.copyOf(readiness);
    }

    Report liveness() {
        return Report.of(liveness);
    }

    Report readiness() {
        return Report.of(readiness);
    }

    /** What each check said, once, although liveness and readiness share some. */
    static List<Result> distinct(Report liveness, Report readiness) {
        Map<String, Result> byName = new LinkedHashMap<>();
        Stream.concat(liveness.checks().stream(), readiness.checks().stream())
                .forEach(result -> byName.merge(result.name(), result, (one, other) -> one.ok() ? other : one));
        return List.copyOf(byName.values());
    }

    /**
     * What all checks said, in their order.
     *
     * @param ok whether all hold
     */
    record Report(boolean ok, List<Result> checks) {

        static Report of(List<HealthCheck> checks) {
            List<Result> results = checks.stream().map(Result::of).toList();
            return new Report(results.stream().allMatch(Result::ok), results);
        }
    }

    /**
     * What one check said.
     *
     * @param problem empty when it holds
     */
    record Result(String name, boolean ok, String problem) {

        static Result of(HealthCheck check) {
            Optional<String> problem = ask(check);
            return new Result(check.name(), problem.isEmpty(), problem.orElse(""));
        }

        /** A check that cannot say is one that does not hold: the others must still be heard. */
        private static Optional<String> ask(HealthCheck check) {
            try {
                return check.problem();
            } catch (RuntimeException e) {
                log.warn("Health check {} failed", check.name(), e);
                return Optional.of("the check itself failed: " + e);
            }
        }
    }
}
