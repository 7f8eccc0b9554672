package io.inceptionstreams.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AwaitTest {

    @Test
    void asksUntilTheConditionHolds() {
        AtomicInteger asked = new AtomicInteger();

        Await.until("the third time", Duration.ofSeconds(30), () -> asked.incrementAndGet() == 3);

        assertThat(asked).hasValue(3);
    }

    @Test
    void sayForWhatItWaitedInVain() {
        assertThatThrownBy(() -> Await.until("rain", Duration.ZERO, () -> false))
                .isInstanceOf(BrokerException.class)
                .hasMessage("waited 0 s for rain");
    }

    @Test
    void interruptionEndsTheWaitAndIsKept() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Await.until("rain", Duration.ofSeconds(30), () -> false))
                .hasMessage("interrupted while waiting for rain");
        assertThat(Thread.interrupted()).isTrue();
    }
}
