package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** Metrics of Kafka Streams and the JVM, as rules and dashboard name them, are there to be scraped. */
final class ForeignMetricsIT {

    static final List<String> NAMES = List.of(
            "kafka_stream_client_state",
            "kafka_consumer_fetch_manager_records_lag",
            "jvm_memory_used_bytes",
            "process_start_time_seconds");

    @Test
    void areScraped() throws InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary());
                Metrics metrics = Metrics.open()) {
            broker.createTopics(Map.of("in", 1));
            CountDownLatch consumed = new CountDownLatch(1);
            StreamsBuilder topology = new StreamsBuilder();
            topology.<String, String>stream("in").foreach((key, value) -> consumed.countDown());
            try (KafkaStreams streams = new KafkaStreams(topology.build(), properties(broker))) {
                // Given
                streams.start();
                produce(broker);
                assertThat(consumed.await(60, TimeUnit.SECONDS)).isTrue();

                // When: it looks for new metrics at once, and then every 10 s
                try (Metrics.Binding binding = metrics.bind(streams)) {
                    assertThat(binding).isNotNull();
                    String scrape = scrape(metrics);

                    // Then
                    assertThat(NAMES).allSatisfy(name -> assertThat(scrape).containsPattern("(?m)^" + name + "[{ ]"));
                    assertThat(scrape).containsPattern("(?m)^kafka_stream_client_state\\{.*\\} 2\\.0$");
                    assertThat(scrape)
                            .containsPattern(
                                    "(?m)^kafka_consumer_fetch_manager_records_lag\\{.*partition=\"0\".*topic=\"in\".*\\} ");
                }
            }
        }
    }

    private static String scrape(Metrics metrics) {
        return new String(metrics.scrape(null).body(), StandardCharsets.UTF_8);
    }

    private static void produce(EmbeddedBroker broker) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("in", "value"));
        }
    }

    private static Properties properties(EmbeddedBroker broker) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "foreign-metrics");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        return properties;
    }
}
