package io.inceptionstreams.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Fuzzes all targets together for half a minute; {@code scripts/fuzz} runs the same on one for longer. */
final class FuzzIT {

    @Test
    void noInputIsAFinding() throws Exception {
        String only = System.getProperty("fuzz.target", "");
        List<String> targets = only.isEmpty() ? List.copyOf(Fuzzing.TARGETS.keySet()) : List.of(only);
        int seconds = Integer.getInteger("fuzz.seconds", 30);

        Fuzzing.Result result = Fuzzing.run(targets, seconds);

        System.out.println(String.join(", ", targets) + ": " + result.runs() + " inputs in " + seconds + " s");
        assertThat(result.finding()).isEmpty();
        assertThat(result.runs()).isPositive();
    }
}
