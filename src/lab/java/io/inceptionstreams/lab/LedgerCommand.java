package io.inceptionstreams.lab;

import io.inceptionstreams.cli.CommandException;
import io.inceptionstreams.cli.SettingsOptions;
import io.inceptionstreams.lab.ledger.EventMix;
import io.inceptionstreams.lab.ledger.FaultCounts;
import io.inceptionstreams.lab.ledger.Ledger;
import io.inceptionstreams.lab.ledger.LedgerPlan;
import io.inceptionstreams.stream.StreamSettings.GroupProtocol;
import io.inceptionstreams.stream.StreamSettings.Guarantee;
import java.io.IOException;
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
            "Starts brokers and instances as processes, produces numbered events, kills, freezes and restarts instances"
                    + " and kills partition leaders, and then holds every committed answer against its event.",
            "Exits with 1 when an event is lost, duplicated, out of order, or has a wrong answer: a dead letter for a"
                    + " sound event is one."
        },
        footer = "scripts/ledger --events 20000 --app-kills 6 --seed 7")
final class LedgerCommand implements Callable<Integer> {

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Events to produce (default: ${DEFAULT-VALUE}).")
    int events;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "8",
            description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
    int partitions;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "2",
            description = "Processes of the application (default: ${DEFAULT-VALUE}).")
    int instances;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "3",
            description = "Brokers, 1 or 3 (default: ${DEFAULT-VALUE}).")
    int brokers;

    @Option(
            names = "--app-kills",
            paramLabel = "N",
            defaultValue = "6",
            description = "SIGKILLs of instances (default: ${DEFAULT-VALUE}).")
    int appKills;

    @Option(
            names = "--leader-kills",
            paramLabel = "N",
            defaultValue = "2",
            description = "SIGKILLs of the broker that leads a partition (default: ${DEFAULT-VALUE}).")
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
                    "Swaps of the model in all instances; a broken one is offered before each (default: ${DEFAULT-VALUE}).")
    int swaps;

    @Option(
            names = "--topic-recreations",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Times that the topic of the events is deleted and created again at once (default: ${DEFAULT-VALUE}).")
    int topicRecreations;

    @Option(
            names = "--truncations",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Times that an unclean leader election truncates a partition of it (default: ${DEFAULT-VALUE}).")
    int truncations;

    @Option(
            names = "--zero-deadlines",
            paramLabel = "FRACTION",
            defaultValue = "0",
            description = "Share of events with the deadline 0001-01-01T00:00:00Z (default: ${DEFAULT-VALUE}).")
    double zeroDeadlines;

    @Option(
            names = "--future-timestamps",
            paramLabel = "FRACTION",
            defaultValue = "0",
            description =
                    "Share of events with a timestamp that the output topics do not take (default: ${DEFAULT-VALUE}).")
    double futureTimestamps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides events and faults (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "simulated:8+0.4",
            description = "As infer.device; cpu is the real model (default: ${DEFAULT-VALUE}).")
    String device = "";

    @Option(
            names = "--guarantee",
            paramLabel = "GUARANTEE",
            defaultValue = "exactly_once_v2",
            description =
                    "As the setting guarantee; under at_least_once, duplicates are counted and are no failure (default: ${DEFAULT-VALUE}).")
    Guarantee guarantee = Guarantee.EXACTLY_ONCE_V2;

    @Option(
            names = "--group-protocol",
            paramLabel = "PROTOCOL",
            defaultValue = "classic",
            description = "classic or streams (default: ${DEFAULT-VALUE}).")
    GroupProtocol groupProtocol = GroupProtocol.CLASSIC;

    @Option(
            names = "--pace",
            paramLabel = "SECONDS",
            defaultValue = "6",
            description = "Seconds of events per fault (default: ${DEFAULT-VALUE}).")
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
            description =
                    "For logs and the brokers' data; it stays (default: a temporary one, deleted if no fault is found).")
    @Nullable
    Path folder;

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        if (swaps > 0 && !device.startsWith("simulated:")) {
            throw new IllegalArgumentException(
                    "--swaps needs a simulated device: the ledger brings models for those only");
        }
        RunFolder place = RunFolder.create(folder);
        LedgerPlan plan = new LedgerPlan(
                events,
                new EventMix(zeroDeadlines, futureTimestamps),
                partitions,
                instances,
                brokers,
                new FaultCounts(
                        appKills,
                        leaderKills,
                        freezes == null ? appKills / 5 : freezes,
                        restarts == null ? appKills / 5 : restarts,
                        swaps,
                        topicRecreations,
                        truncations),
                seed,
                guarantee == Guarantee.EXACTLY_ONCE_V2,
                backlog ? 0 : pace,
                application(),
                place.path());
        say("device " + device + (device.startsWith("simulated:") ? " (nothing is computed)" : "") + ", "
                + lower(guarantee) + ", group protocol " + lower(groupProtocol) + ", hold-back "
                + (naive ? "OFF" : "on") + ", seed " + seed + ", logs in " + place.path());
        boolean faultless = new Ledger(plan, this::say).run();
        place.finish(faultless);
        return faultless ? 0 : 1;
    }

    private List<String> application() {
        List<String> line = new ArrayList<>(List.of(LabMain.class.getName(), "run"));
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
