package io.inceptionstreams.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.stream.IgnoresLogs;
import io.inceptionstreams.stream.Lab;
import io.inceptionstreams.stream.output.Fitting;
import io.inceptionstreams.stream.output.OutputLimits;
import io.inceptionstreams.stream.output.Refusals;
import io.inceptionstreams.stream.output.SendWatch;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HoldingClientSupplierTest {

    private static final String RANDOM = "app-7e0d2cf4-4c5c-4a57-8f9f-2f0c8f5b9a3e-3";

    private static final CommitScheduler SCHEDULER = new CommitScheduler(Duration.ofMillis(20), () -> 0);

    @Test
    void transactionalIdKeepsItsThreadAndLosesItsRandomPart() {
        assertThat(supplier("app-pod-0").stable(RANDOM)).isEqualTo("app-pod-0-3");
    }

    @Test
    void transactionalIdStaysWithoutAnInstanceId() {
        assertThat(supplier(null).stable(RANDOM)).isEqualTo(RANDOM);
    }

    private static HoldingClientSupplier supplier(@Nullable String transactionalIdPrefix) {
        OutputLimits limits = new OutputLimits(() -> 0);
        Refusals refusals = new Refusals(
                limits,
                new Fitting.Sending(1000, "none"),
                Lab.SILENT::refused,
                InstantSource.system(),
                () -> 0,
                () -> {});
        return new HoldingClientSupplier(
                new CommitHolds(),
                SCHEDULER,
                new SendWatch(refusals),
                true,
                "references",
                new IgnoresLogs(),
                () -> 0,
                transactionalIdPrefix);
    }
}
