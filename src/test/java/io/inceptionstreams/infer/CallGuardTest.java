package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class CallGuardTest {

    private final CallGuard caller = new CallGuard("cpu", 1);

    @Test
    void oneAfterTheOther() {
        caller.enter();
        assertThat(caller.leave()).isFalse();
        caller.enter();
        assertThat(caller.leave()).isFalse();
        assertThat(caller.close()).as("who closes frees").isTrue();
    }

    @Test
    void aSecondCallerIsRefusedAndDisturbsNothing() {
        caller.enter();

        assertThatIllegalStateException()
                .isThrownBy(caller::enter)
                .withMessageContaining("called by more than 1 thread(s)");
        assertThat(caller.leave()).isFalse();
    }

    @Test
    void closedDuringACallTheCallerFrees() {
        caller.enter();

        assertThat(caller.close()).isFalse();
        assertThat(caller.leave()).isTrue();
        assertThat(caller.close()).as("freed once").isFalse();
        assertThatIllegalStateException().isThrownBy(caller::enter).withMessageContaining("is closed");
    }

    @Test
    void theLastOfSeveralCallersFrees() {
        CallGuard two = new CallGuard("cpu", 2);
        two.enter();
        two.enter();

        assertThat(two.close()).isFalse();
        assertThat(two.leave()).isFalse();
        assertThat(two.leave()).isTrue();
    }

    @Test
    void closedTwiceFreesOnce() {
        assertThat(caller.close()).isTrue();
        assertThat(caller.close()).isFalse();
    }
}
