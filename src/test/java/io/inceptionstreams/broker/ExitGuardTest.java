package io.inceptionstreams.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;

final class ExitGuardTest {

    @Test
    void aFaultThrowsInItsThreadAndIsReportedToEveryBroker() {
        try (ExitGuard one = ExitGuard.install();
                ExitGuard other = ExitGuard.install()) {
            assertThat(one.fault()).isEmpty();

            assertThatThrownBy(() -> Exit.halt(1, "disk gone")).isInstanceOf(BrokerException.class);

            assertThat(one.fault()).contains("the broker asked to halt with status 1: disk gone");
            assertThat(other.fault()).isEqualTo(one.fault());
        }
    }

    @Test
    void theFirstFaultIsKept() {
        try (ExitGuard guard = ExitGuard.install()) {
            assertThatThrownBy(() -> Exit.exit(1, "first")).isInstanceOf(BrokerException.class);
            assertThatThrownBy(() -> Exit.exit(1, "second")).isInstanceOf(BrokerException.class);

            assertThat(guard.fault().orElseThrow()).endsWith("first");
        }
    }

    @Test
    void guardsHoldUntilTheLastOneIsRemoved() {
        ExitGuard first = ExitGuard.install();
        ExitGuard last = ExitGuard.install();

        first.close();
        first.close();
        assertThatThrownBy(() -> Exit.exit(3)).isInstanceOf(BrokerException.class);
        last.close();

        // Kafka's own procedure would end this JVM: a new one in its place shows that none of ours is left over it.
        AtomicInteger status = new AtomicInteger();
        Exit.setExitProcedure((code, message) -> status.set(code));
        try {
            Exit.exit(4);
        } finally {
            Exit.resetExitProcedure();
        }
        assertThat(status).hasValue(4);
        assertThat(last.fault().orElseThrow()).contains("status 3");
    }
}
