package io.inceptionstreams.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HoldingClientSupplierTest {

    private static final String RANDOM = "app-7e0d2cf4-4c5c-4a57-8f9f-2f0c8f5b9a3e-3";

    private static final CommitPace PACE = new CommitPace(Duration.ofMillis(20), () -> 0);

    @Test
    void transactionalIdKeepsItsThreadAndLosesItsRandomPart() {
        assertThat(new HoldingClientSupplier(new CommitHolds(true), PACE, "app-pod-0").stable(RANDOM))
                .isEqualTo("app-pod-0-3");
    }

    @Test
    void transactionalIdStaysWithoutAnInstanceId() {
        assertThat(new HoldingClientSupplier(new CommitHolds(true), PACE, null).stable(RANDOM))
                .isEqualTo(RANDOM);
    }
}
