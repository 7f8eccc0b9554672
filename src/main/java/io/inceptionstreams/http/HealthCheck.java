package io.inceptionstreams.http;

import java.util.Optional;
import java.util.function.Supplier;

/** One condition of health. Asked at each request, from several threads, so it answers from memory and never waits. */
public interface HealthCheck {

    /** What it is about, such as {@code kafka-streams}; unique among its fellows. */
    String name();

    /** Why the condition does not hold, as a sentence for an operator; empty when it holds. */
    Optional<String> problem();

    static HealthCheck of(String name, Supplier<Optional<String>> problem) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> problem() {
                return problem.get();
            }
        };
    }
}
