package io.inceptionstreams.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.lab.LabMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/ledger}. */
@Timeout(400)
final class LedgerIT {

    private static final List<String> SIMULATED =
            List.of(LabMain.class.getName(), "run", "--set", "infer.device=simulated:8+0.4", "--set", "http.port=0");

    @TempDir
    private Path folder;

    /** One restart by SIGTERM besides, which must end by itself. */
    @Test
    void nothingIsLostDuplicatedOrReorderedByKills() throws InterruptedException {
        List<String> said = new ArrayList<>();
        LedgerPlan plan = new LedgerPlan(
                5_000, EventMix.PLAIN, 4, 2, 3, new FaultCounts(3, 1, 0, 1, 0, 0, 0), 7, true, 5, SIMULATED, folder);

        runHolds(plan, said);
    }

    /** Each swap offers a broken model first: its answers would be counted as corrupted. */
    @Test
    void swapsOfTheModelBetweenKillsLoseNothingAndBrokenModelsNeverAnswer() throws InterruptedException {
        List<String> said = new ArrayList<>();
        LedgerPlan plan = new LedgerPlan(
                4_000, EventMix.PLAIN, 4, 2, 1, new FaultCounts(1, 0, 0, 0, 2, 0, 0), 11, true, 5, SIMULATED, folder);

        runHolds(plan, said);
        assertThat(said)
                .as("versions 2 and 4 are broken")
                .anySatisfy(line ->
                        assertThat(line).matches("answers by version of the model: \\{1 \\d+, 3 \\d+, 5 \\d+}"));
    }

    /** With the event kinds that stopped every instance once. */
    @Test
    void logsThatAreReplacedLoseNothingThatIsInTheNewOne() throws InterruptedException {
        List<String> said = new ArrayList<>();
        LedgerPlan plan = new LedgerPlan(
                6_000,
                new EventMix(0.02, 0.02),
                4,
                2,
                3,
                new FaultCounts(1, 0, 0, 0, 0, 2, 1),
                13,
                true,
                5,
                SIMULATED,
                folder);

        runHolds(plan, said);
        assertThat(said)
                .as("events are gone, or nothing was tried")
                .anySatisfy(
                        line -> assertThat(line).matches("[1-9]\\d* events are gone with the log that had them; .*"));
    }

    @Test
    void withoutTheHoldBackTheLedgerFindsLosses() throws InterruptedException {
        List<String> said = new ArrayList<>();
        List<String> naive = new ArrayList<>(SIMULATED);
        naive.add("--naive");
        // As many events that the device is still at work when the kills come: after each, 2,250 are sent at once.
        LedgerPlan plan = new LedgerPlan(
                9_000, EventMix.PLAIN, 2, 1, 1, new FaultCounts(3, 0, 0, 0, 0, 0, 0), 7, true, 3, naive, folder);

        boolean held = new Ledger(plan, said::add).run();

        assertThat(held).isFalse();
        assertThat(said.get(said.size() - 1)).doesNotContain("lost=0 ").contains("duplicated=0 ");
    }

    /** More events than windows hold, in heaps of 384 MB: the short form of a million. */
    @Test
    void backlogIsWorkedOffInABoundedHeap() throws InterruptedException {
        List<String> said = new ArrayList<>();
        LedgerPlan plan = new LedgerPlan(
                20_000, EventMix.PLAIN, 2, 1, 1, new FaultCounts(1, 0, 0, 0, 0, 0, 0), 7, true, 0, SIMULATED, folder);

        boolean held = new Ledger(plan, said::add).run();

        assertThat(held).as("%s", said).isTrue();
        assertThat(said).contains("all events are produced; the instances start");
    }

    private static void runHolds(LedgerPlan plan, List<String> said) throws InterruptedException {
        boolean held = new Ledger(plan, said::add).run();

        assertThat(held).as("%s", said).isTrue();
        assertThat(said.get(said.size() - 1))
                .startsWith("lost=0 duplicated=0 reordered=0 corrupted=0 recovery_p50_ms=");
    }
}
