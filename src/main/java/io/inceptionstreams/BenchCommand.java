package io.inceptionstreams;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench}: what faulty events and slow sources cost the others. Prints figures; judges nothing. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Measures throughput on the embedded broker, from the first event published to the last answer committed.",
            "What is compared runs alternately in one process; the ratios hold, the figures are this machine's."
        },
        subcommands = {BenchCommand.Poison.class, BenchCommand.Sources.class})
final class BenchCommand {

    /** Options of all parts. */
    private abstract static class Part implements Callable<Integer> {

        @Mixin
        Common common = new Common();

        @Option(names = "--events", defaultValue = "10000", description = "In each run (default: ${DEFAULT-VALUE}).")
        int events;

        @Option(names = "--rounds", defaultValue = "3", description = "Of everything (default: ${DEFAULT-VALUE}).")
        int rounds;

        @Option(
                names = "--device",
                defaultValue = "simulated:8+0.4",
                description = "As infer.device (default: ${DEFAULT-VALUE}).")
        String device = "";

        /** Runs the two loads in turn, and prints medians and their ratio. */
        final void compare(String firstName, Load first, String secondName, Load second)
                throws CommandException, ClassifierException, IOException, InterruptedException, ModelException {
            List<Double> firsts = new ArrayList<>();
            List<Double> seconds = new ArrayList<>();
            try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
                run(broker, "warm-up", first);
                for (int round = 1; round <= rounds; round++) {
                    firsts.add(run(broker, round + " " + firstName, first));
                    seconds.add(run(broker, round + " " + secondName, second));
                }
            }
            double a = median(firsts);
            double b = median(seconds);
            say("median: %s %.0f/s, %s %.0f/s, ratio %.3f (device %s)", firstName, a, secondName, b, b / a, device);
        }

        private double run(EmbeddedBroker broker, String name, Load load)
                throws CommandException, ClassifierException, IOException, InterruptedException, ModelException {
            String prefix = "bench-" + System.nanoTime();
            List<String> defaults = new ArrayList<>(List.of(
                    "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                    "application.id=" + prefix,
                    "topics.references=" + prefix + "-references",
                    "topics.labels=" + prefix + "-labels",
                    "topics.dead-letters=" + prefix + "-dead-letters",
                    "infer.device=" + device,
                    "fetch.allowed-hosts=127.0.0.1",
                    "http.port=0"));
            defaults.addAll(load.settings());
            Configuration configuration = common.configuration(defaults);
            double perSecond = new LoadRun(broker, configuration).run(load);
            say("%-28s %8.0f/s", name, perSecond);
            return perSecond;
        }

        private void say(String format, Object... values) {
            common.out().println(String.format(Locale.ROOT, format, values));
            common.out().flush();
        }

        private static double median(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int half = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        }
    }

    /** Events that cannot be labelled, among others that can. */
    @Command(
            name = "poison",
            mixinStandardHelpOptions = true,
            description = "All events sound, against 5 %% that do not parse, are no image, or do not decode.")
    static final class Poison extends Part {

        @Override
        public Integer call()
                throws CommandException, ClassifierException, IOException, InterruptedException, ModelException {
            compare("all sound", Load.inline(events, 0), "5 % poison", Load.inline(events, 5));
            return 0;
        }
    }

    /** Sources that drip, among others that do not. */
    @Command(
            name = "sources",
            mixinStandardHelpOptions = true,
            description = {
                "Images over HTTP from a sound server, against the same with as many from one that sends a byte now and",
                "then until the deadline. Counts the sound ones."
            })
    static final class Sources extends Part {

        @Override
        public Integer call()
                throws CommandException, ClassifierException, IOException, InterruptedException, ModelException {
            try (PhotoServer sound = PhotoServer.sound();
                    PhotoServer dripping = PhotoServer.dripping()) {
                compare(
                        "sound sources",
                        Load.served(events, sound.uri(), null),
                        "half of them drip",
                        Load.served(events, sound.uri(), dripping.uri()));
            }
            return 0;
        }
    }
}
