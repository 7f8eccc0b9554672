package io.inceptionstreams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class KafkaMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void thereAreNeverMoreMetersThanTheLimitAndARemovedOneMakesRoom() {
        KafkaMetrics.bound(registry, 2);

        registry.counter("kafka.lag", "partition", "0");
        registry.counter("kafka.lag", "partition", "1");
        registry.counter("kafka.lag", "partition", "2");
        registry.counter("inception.events.received");
        assertThat(registry.getMeters()).hasSize(3);
        assertThat(registry.find("kafka.lag").tag("partition", "2").counter()).isNull();

        registry.remove(registry.get("kafka.lag").tag("partition", "0").counter());
        registry.counter("kafka.lag", "partition", "3");
        registry.counter("kafka.lag", "partition", "4");

        assertThat(registry.find("kafka.lag").tag("partition", "3").counter()).isNotNull();
        assertThat(registry.find("kafka.lag").tag("partition", "4").counter()).isNull();
    }

    @Test
    void nothingIsKeptPerConnection() {
        KafkaMetrics.bound(registry, 10);

        registry.counter("kafka.producer.node.request.rate", "node.id", "node--1");

        assertThat(registry.getMeters()).isEmpty();
    }
}
