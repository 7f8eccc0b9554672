package io.inceptionstreams.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerIT {

    @TempDir
    Path folder;

    @Test
    void servesTransactionsTwiceInOneJvmAndLeavesNothingBehind() throws Exception {
        Set<Thread> before = userThreads();

        for (String round : List.of("first", "second")) {
            int port;
            try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
                port = port(broker);
                broker.createTopics(Map.of("greetings", 2));

                produceInTransaction(broker, "abandoned " + round, false);
                produceInTransaction(broker, round, true);

                assertThat(readCommitted(broker)).containsExactly(round);
                assertThat(broker.fault()).isEmpty();
            }
            assertThat(Ports.isFree(port)).isTrue();
        }

        assertThat(userThreads()).isSubsetOf(before);
    }

    @Test
    void keepsItsTopicsInAGivenFolderAndRefusesAnotherPartitionCount() throws Exception {
        List<Integer> ports = Ports.free(1, new Random());
        BrokerSettings settings = new BrokerSettings(folder, ports.get(0));
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            broker.createTopics(Map.of("greetings", 2));
            produceInTransaction(broker, "kept", true);

            assertThatThrownBy(() -> EmbeddedBroker.start(settings))
                    .isInstanceOf(BrokerException.class)
                    .hasMessage("broker.port " + ports.get(0) + " is in use");
        }

        // The controller's port is another one now.
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            broker.createTopics(Map.of("greetings", 2, "more", 1));

            assertThat(readCommitted(broker)).containsExactly("kept");
            assertThatThrownBy(() -> broker.createTopics(Map.of("greetings", 3)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessage("topic greetings exists with 2 partitions, not 3");
        }
        assertThat(folder.resolve("meta.properties")).exists();
    }

    private static int port(EmbeddedBroker broker) {
        return Integer.parseInt(broker.bootstrapServers().replace("127.0.0.1:", ""));
    }

    private static Set<Thread> userThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }

    private static void produceInTransaction(EmbeddedBroker broker, String value, boolean commit) throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "greeter");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            // Written before the transaction ends, either way.
            producer.send(new ProducerRecord<>("greetings", "key", value)).get(30, TimeUnit.SECONDS);
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    /** All committed values; waits for one at least. */
    private static List<String> readCommitted(EmbeddedBroker broker) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "group.id", "reader",
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("greetings"));
            ConsumerRecords<String, String> records = ConsumerRecords.empty();
            for (int poll = 0; poll < 30 && records.isEmpty(); poll++) {
                records = consumer.poll(Duration.ofSeconds(1));
            }
            return StreamSupport.stream(records.spliterator(), false)
                    .map(ConsumerRecord::value)
                    .toList();
        }
    }
}
