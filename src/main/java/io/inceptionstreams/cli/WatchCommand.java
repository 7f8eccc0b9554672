package io.inceptionstreams.cli;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.InvalidEventException;
import io.inceptionstreams.kafka.ClientException;
import io.inceptionstreams.kafka.KafkaClients;
import io.inceptionstreams.util.Printable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code watch}: what comes out. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Prints results and dead letters as they are committed, until it is stopped.",
        footer = "inception-streams watch --bootstrap-servers localhost:9092 --count 10")
public final class WatchCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(200);

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    BootstrapServersOption kafkaOption = new BootstrapServersOption();

    @Option(
            names = "--json",
            description =
                    "One JSON object a line: a result as in the topic, or a dead letter's reason, detail and event.")
    boolean json;

    @Option(names = "--from-beginning", description = "Everything the topics still hold, instead of what comes now.")
    boolean fromBeginning;

    @Option(names = "--count", paramLabel = "N", description = "Stops after N answers (default: never).")
    @Nullable
    Integer count;

    @Override
    public Integer call() throws CommandException, ClientException, InterruptedException {
        Configuration configuration = common.configuration(kafkaOption);
        String labels = configuration.topics().labels();
        String deadLetters = configuration.topics().deadLetters();
        ResultPrinter printer = new ResultPrinter(common.out(), json);
        KafkaClients clients = new KafkaClients(SettingsOptions.kafka(configuration));
        clients.requireBroker();
        int seen = 0;
        try (Consumer<byte[], byte[]> reader = clients.reader(List.of(labels, deadLetters), fromBeginning)) {
            while (count == null || seen < count) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    if (count == null || seen < count) {
                        print(printer, record, record.topic().equals(labels));
                        seen++;
                    }
                }
            }
        }
        return 0;
    }

    private void print(ResultPrinter printer, ConsumerRecord<byte[], byte[]> record, boolean label) {
        try {
            if (label) {
                printer.label(record);
            } else {
                printer.deadLetter(record);
            }
        } catch (InvalidEventException e) {
            common.err()
                    .println(Printable.line("error: " + record.topic() + "-" + record.partition() + " offset "
                            + record.offset() + " is not a result: " + e.getMessage()));
            common.err().flush();
        }
    }
}
