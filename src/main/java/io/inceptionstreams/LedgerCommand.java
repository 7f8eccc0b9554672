package io.inceptionstreams;

import io.inceptionstreams.ledger.Ledger;
import io.inceptionstreams.ledger.LedgerPlan;
import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ledger}: the delivery guarantee, checked with real processes that really die. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = {
            "Checks that every event is answered once, whatever dies.",
            "Starts brokers and instances as processes, produces numbered events, kills, freezes and restarts",
            "instances and kills partition leaders, and then holds every committed answer against its event.",
            "Exits with 1 when an event is lost, duplicated, out of order, or has a wrong answer: a dead letter for a",
            "sound event is one."
        })
final class LedgerCommand implements Callable<Integer> {

    @Mixin
    Common common = new Common();

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Events (default: ${DEFAULT-VALUE}).")
    int events;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "8",
            description = "Of each topic (default: ${DEFAULT-VALUE}).")
    int partitions;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "2",
            description = "Processes (default: ${DEFAULT-VALUE}).")
    int instances;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "3",
            description = "1 or 3 (default: ${DEFAULT-VALUE}).")
    int brokers;

    @Option(
            names = "--app-kills",
            paramLabel = "N",
            defaultValue = "6",
            description = "SIGKILLs (default: ${DEFAULT-VALUE}).")
    int appKills;

    @Option(
            names = "--leader-kills",
            paramLabel = "N",
            defaultValue = "2",
            description = "Of brokers (default: ${DEFAULT-VALUE}).")
    int leaderKills;

    @Option(
            names = "--freezes",
            paramLabel = "N",
            description = "SIGSTOPs of 0.5 to 12 s (default: a fifth of --app-kills).")
    @Nullable
    Integer freezes;

    @Option(
            names = "--restarts",
            paramLabel = "N",
            description = "Clean restarts, and instances that come and go (default: a fifth of --app-kills).")
    @Nullable
    Integer restarts;

    @Option(
            names = "--swaps",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Of the model, in all instances; a broken one is offered before each (default: ${DEFAULT-VALUE}).")
    int swaps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of events and faults (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "simulated:8+0.4",
            description = "As infer.device; cpu is the real model (default: ${DEFAULT-VALUE}).")
    String device = "";

    @Option(
            names = "--guarantee",
            defaultValue = "exactly_once_v2",
            description = "Under at_least_once, duplicates are counted and are no failure (default: ${DEFAULT-VALUE}).")
    Guarantee guarantee = Guarantee.EXACTLY_ONCE_V2;

    @Option(names = "--group-protocol", defaultValue = "classic", description = "classic or streams.")
    GroupProtocol groupProtocol = GroupProtocol.CLASSIC;

    @Option(
            names = "--pace",
            paramLabel = "SECONDS",
            defaultValue = "6",
            description = "Events are spread over so many seconds for each fault (default: ${DEFAULT-VALUE}).")
    double pace;

    @Option(
            names = "--backlog",
            description = "Produces all events before the first instance starts; --pace does not matter then.")
    boolean backlog;

    @Option(names = "--naive", description = "Switches the hold-back off, and must show losses.")
    boolean naive;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "For logs and the brokers' data (default: a temporary one, kept).")
    @Nullable
    Path folder;

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        if (swaps > 0 && !device.startsWith("simulated:")) {
            throw new IllegalArgumentException(
                    "--swaps needs a simulated device: the ledger brings models for those only");
        }
        Path place = folder == null ? Files.createTempDirectory("inception-ledger-") : Files.createDirectories(folder);
        LedgerPlan plan = new LedgerPlan(
                events,
                partitions,
                instances,
                brokers,
                appKills,
                leaderKills,
                freezes == null ? appKills / 5 : freezes,
                restarts == null ? appKills / 5 : restarts,
                swaps,
                seed,
                guarantee == Guarantee.EXACTLY_ONCE_V2,
                backlog ? 0 : pace,
                application(),
                place);
        say("device " + device + (device.startsWith("simulated:") ? " (nothing is computed)" : "") + ", "
                + lower(guarantee) + ", group protocol " + lower(groupProtocol) + ", hold-back "
                + (naive ? "OFF" : "on") + ", seed " + seed + ", logs in " + place);
        return new Ledger(plan, this::say).run() ? 0 : 1;
    }

    private List<String> application() {
        List<String> line = new ArrayList<>(List.of(Main.class.getName(), "run", "--exit-with-parent"));
        if (naive) {
            line.add("--naive");
        }
        if (common.file != null) {
            line.addAll(List.of("--config", common.file.toAbsolutePath().toString()));
        }
        List<String> settings = new ArrayList<>(List.of(
                "infer.device=" + device,
                "guarantee=" + lower(guarantee),
                "group.protocol=" + lower(groupProtocol),
                "http.port=0"));
        settings.addAll(common.flags);
        settings.forEach(setting -> {
            line.add("--set");
            line.add(setting);
        });
        return line;
    }

    private void say(String text) {
        common.out().println(text);
        common.out().flush();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
