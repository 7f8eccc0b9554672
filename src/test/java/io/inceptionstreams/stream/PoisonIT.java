package io.inceptionstreams.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.broker.BrokerSettings;
import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.broker.EmbeddedBroker;
import io.inceptionstreams.event.DeadLetterHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A record that kills the process, again and again. */
@Timeout(180)
final class PoisonIT {

    private static final int EVENTS = 40;
    private static final int MOST_STARTS = 6;

    @TempDir
    private Path folder;

    @Test
    void recordThatKillsTheProcessIsDeadLetteredAfterThreeDeathsAndTheOthersAreLabelled() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            Lab lab = new Lab(broker.bootstrapServers(), "poison", folder).withTopics(broker, 1);
            lab.send(0, EVENTS, 1);

            int deaths = 0;
            List<ConsumerRecord<byte[], byte[]>> answers = answers(lab, Duration.ZERO);
            while (answers.size() < EVENTS && deaths < MOST_STARTS) {
                try (ChildJvm instance = start(broker)) {
                    while (answers.size() < EVENTS && instance.isAlive()) {
                        answers = answers(lab, Duration.ofSeconds(1));
                    }
                    deaths += instance.isAlive() ? 0 : 1;
                }
            }

            assertThat(answers).extracting(Lab::number).doesNotHaveDuplicates().hasSize(EVENTS);
            assertThat(deaths).isEqualTo(3);
            List<ConsumerRecord<byte[], byte[]>> letters = answers.stream()
                    .filter(r -> r.topic().equals(lab.topics.deadLetters()))
                    .toList();
            assertThat(letters).extracting(r -> String.valueOf(Lab.number(r))).containsExactly(PoisonMain.POISON);
            assertThat(new String(
                            letters.get(0)
                                    .headers()
                                    .lastHeader(DeadLetterHeaders.REASON)
                                    .value(),
                            UTF_8))
                    .isEqualTo("attempts-exhausted");
        }
    }

    private ChildJvm start(EmbeddedBroker broker) {
        return ChildJvm.start(new ChildJvm.Command(
                "poisoned",
                PoisonMain.class.getName(),
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                List.of(broker.bootstrapServers(), "poison", folder.toString()),
                Map.of(),
                folder.resolve("poisoned.log")));
    }

    private static List<ConsumerRecord<byte[], byte[]>> answers(Lab lab, Duration limit) {
        return Stream.of(lab.topics.labels(), lab.topics.deadLetters())
                .flatMap(topic -> lab.committed(topic, EVENTS, limit).stream())
                .toList();
    }
}
