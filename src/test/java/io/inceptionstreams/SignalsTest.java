package io.inceptionstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SignalsTest {

    @Test
    void everySighupRunsTheAction() throws Exception {
        Semaphore runs = new Semaphore(0);
        assumeTrue(Signals.handle("HUP", runs::release));

        for (int i = 0; i < 2; i++) {
            String self = String.valueOf(ProcessHandle.current().pid());
            assertThat(new ProcessBuilder("kill", "-HUP", self).start().waitFor())
                    .isZero();
            assertThat(runs.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
