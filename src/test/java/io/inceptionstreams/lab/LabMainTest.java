package io.inceptionstreams.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command lines behind {@code scripts/bench} and {@code scripts/ledger}. */
final class LabMainTest {

    @ParameterizedTest
    @ValueSource(strings = {"bench", "ledger"})
    void everyCommandHasHelp(String command) {
        CommandRun run = CommandRun.of(LabMain.commandLine(), command, "--help");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("Usage: lab " + command).contains("--set=KEY=VALUE");
    }

    @Test
    void aPlainMistakeOfTheLedgerIsToldInALine() {
        CommandRun run = CommandRun.of(
                LabMain.commandLine(), "ledger", "--swaps", "1", "--device", "cpu", "--folder", "target/none");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("error: --swaps needs a simulated device")
                .hasLineCount(1);
    }

    @Test
    void anUnknownPartOfTheBenchmarkIsAWrongCommandLine() {
        CommandRun run = CommandRun.of(LabMain.commandLine(), "bench", "enigne");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("there is no part enigne, only [engine, ");
    }
}
