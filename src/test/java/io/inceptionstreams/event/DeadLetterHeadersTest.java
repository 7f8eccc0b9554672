package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils;
import org.junit.jupiter.api.Test;

final class DeadLetterHeadersTest {

    @Test
    void sayWhereAnEventCameFromAndWhyItWasRejected() {
        Rejected rejected = new Rejected(Reason.SOURCE_TOO_LARGE, "20 MiB\nis the limit");

        assertThat(DeadLetterHeaders.of(rejected, "image-references", 3, 1041, 1_795_381_200_000L))
                .containsExactly(
                        entry("__streams.errors.topic", "image-references"),
                        entry("__streams.errors.partition", "3"),
                        entry("__streams.errors.offset", "1041"),
                        entry("inception.timestamp", "1795381200000"),
                        entry("inception.reason", "source-too-large"),
                        entry("inception.detail", "20 MiB is the limit"));
    }

    /** The names are written out in event, which knows no Kafka; here they are held against Kafka's. */
    @Test
    void shareTheNamesOfKafkaStreams() {
        assertThat(DeadLetterHeaders.TOPIC).isEqualTo(ExceptionHandlerUtils.HEADER_ERRORS_TOPIC_NAME);
        assertThat(DeadLetterHeaders.PARTITION).isEqualTo(ExceptionHandlerUtils.HEADER_ERRORS_PARTITION_NAME);
        assertThat(DeadLetterHeaders.OFFSET).isEqualTo(ExceptionHandlerUtils.HEADER_ERRORS_OFFSET_NAME);
    }

    @Test
    void aLongDetailIsCutBetweenCharacters() {
        Rejected rejected = new Rejected(Reason.EVENT_INVALID, "x" + "🐞".repeat(1000));

        String detail = DeadLetterHeaders.of(rejected, "t", 0, 0, 0).getOrDefault(DeadLetterHeaders.DETAIL, "");

        assertThat(detail).hasSizeLessThanOrEqualTo(1000).endsWith("🐞…");
    }
}
