package io.inceptionstreams.stream.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against the batches that Kafka's own client makes. */
final class RecordSizeTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 8_191, 8_192, 1_048_575, 1_048_576})
    void plainIsTheSizeOfABatchOfThisRecordAlone(int length) {
        assertPlain(new byte[length], new byte[length], new RecordHeaders());
        assertPlain(null, new byte[length], new RecordHeaders());
        assertPlain(new byte[length], null, new RecordHeaders());
    }

    @Test
    void headersCountWithTheirNames() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("größe", new byte[100]);
        headers.add("none", null);

        assertPlain(new byte[1], new byte[1], headers);
    }

    @Test
    void whatCanBeCompressedIsSmaller() {
        byte[] value = new byte[100_000];

        assertThat(RecordSize.compressed("lz4", null, value, new RecordHeaders()))
                .isLessThan(2_000);
        assertThat(RecordSize.compressed("none", null, value, new RecordHeaders()))
                .isEqualTo(RecordSize.plain(null, value, new RecordHeaders()));
    }

    private static void assertPlain(byte @Nullable [] key, byte @Nullable [] value, RecordHeaders headers) {
        int kafkas = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(0, key, value, headers.toArray()))
                .sizeInBytes();

        assertThat(RecordSize.plain(key, value, headers)).isEqualTo(kafkas);
    }
}
