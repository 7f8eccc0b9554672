package io.inceptionstreams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTest {

    private final Metrics metrics = Metrics.open();

    @Test
    void theTableOfNamesIsWhatIsScraped() {
        metrics.events().received();
        metrics.events().deadLettered("image-corrupt");
        metrics.batches().batchLabelled("cpu", 1, 1);
        metrics.outputs().altered("value");
        metrics.outputs().refused("labels");

        Set<String> families = text(null)
                .lines()
                .filter(line -> line.startsWith("# TYPE inception_"))
                // Micrometer's own companion of each histogram.
                .filter(line -> !line.endsWith("_max gauge"))
                .collect(Collectors.toSet());

        assertThat(families)
                .isEqualTo(Arrays.stream(Metric.values())
                        .map(metric -> "# TYPE " + metric.scrapedName() + " "
                                + metric.type().toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
    }

    @Test
    void everyMetricHasItsDescription() {
        metrics.events().deadLettered("image-corrupt");
        metrics.batches().batchLabelled("cpu", 1, 1);
        metrics.outputs().altered("value");
        metrics.outputs().refused("labels");

        for (Metric metric : Metric.values()) {
            assertThat(text(null)).contains("# HELP " + metric.scrapedName() + " " + metric.description());
        }
    }

    @Test
    void openMetricsIsForThoseWhoAskForIt() {
        assertThat(metrics.scrape(null).contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.scrape("*/*").contentType()).startsWith("text/plain");
        String prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
        assertThat(metrics.scrape(prometheus).contentType()).startsWith("application/openmetrics-text");
        assertThat(text(prometheus)).endsWith("# EOF\n");
    }

    @Test
    void stagesAreHistograms() {
        metrics.stages().record(StageMetrics.Stage.FETCH, Duration.ofMillis(4));
        metrics.stages().record(StageMetrics.Stage.FETCH, Duration.ofMillis(600));
        metrics.stages().record(StageMetrics.Stage.FETCH, Duration.ofMinutes(2));

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value("inception_stage_seconds_bucket{stage=\"fetch\",le=\"0.005\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("inception_stage_seconds_bucket{stage=\"fetch\",le=\"1.0\"}"))
                .isEqualTo(2);
        assertThat(scraped.value("inception_stage_seconds_bucket{stage=\"fetch\",le=\"+Inf\"}"))
                .isEqualTo(3);
        assertThat(scraped.value("inception_stage_seconds_sum{stage=\"fetch\"}"))
                .isEqualTo(120.604);

        StageMetrics.Histogram fetch = metrics.status().stages().get(0);
        assertThat(fetch.stage()).isEqualTo("fetch");
        assertThat(fetch.count()).isEqualTo(3);
        assertThat(fetch.buckets())
                .hasSize(14)
                .contains(new StageMetrics.Histogram.Bucket(5, 1), new StageMetrics.Histogram.Bucket(30_000, 2));
    }

    @Test
    void theJvmIsSeen() {
        assertThat(text(null))
                .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_uptime_seconds")
                .contains("process_cpu_usage", "process_files_open_files");
    }

    @Test
    void kafkaStreamsIsSeenUntilItsBindingCloses(@TempDir Path state) {
        StreamsBuilder topology = new StreamsBuilder();
        topology.stream("in").to("out");
        Properties config = new Properties();
        config.put("application.id", "seen");
        config.put("bootstrap.servers", "127.0.0.1:1");
        config.put("state.dir", state.toString());
        config.put("default.key.serde", Serdes.ByteArraySerde.class);
        config.put("default.value.serde", Serdes.ByteArraySerde.class);

        try (KafkaStreams streams = new KafkaStreams(topology.build(), config)) {
            Metrics.Binding binding = metrics.bind(streams);
            assertThat(text(null)).contains("kafka_stream_", "kafka_consumer_").doesNotContain("node_id=");
            binding.close();
        }

        assertThat(text(null)).doesNotContain("kafka_stream_");
    }

    private String text(@Nullable String accept) {
        return new String(metrics.scrape(accept).body(), StandardCharsets.UTF_8);
    }
}
