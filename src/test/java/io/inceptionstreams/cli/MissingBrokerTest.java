package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.testing.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands that need a broker where there is none. */
@Timeout(60)
final class MissingBrokerTest {

    /** Well below what a producer and a consumer wait; {@code KafkaClients.PATIENCE} is 3 s. */
    private static final Duration SOON = Duration.ofSeconds(12);

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("watch"), List.of("watch", "--json", "--from-beginning"), List.of("publish", "data:,"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noOneListens(List<String> command) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        expectNoBroker(command, port);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void someOneListensAndNeverAnswers(List<String> command) throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            expectNoBroker(command, deaf.getLocalPort());
        }
    }

    @Test
    void theHostIsUnknown() {
        CommandRun run = CommandRun.of("watch", "--bootstrap-servers", "kafka.invalid:9092");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("error: cannot connect to Kafka (kafka.bootstrap.servers=kafka.invalid:9092): ");
    }

    @Test
    void theUserSaysHowLongToWait() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CommandRun run = CommandRun.of(
                    "watch",
                    "--bootstrap-servers",
                    "127.0.0.1:" + deaf.getLocalPort(),
                    "--set",
                    "kafka.default.api.timeout.ms=250");

            assertThat(run.err()).contains(" within 0.25 s ");
        }
    }

    private static void expectNoBroker(List<String> command, int port) {
        String servers = "127.0.0.1:" + port;
        long begun = System.nanoTime();

        CommandRun run = CommandRun.of(Stream.concat(command.stream(), Stream.of("--bootstrap-servers", servers))
                .toArray(String[]::new));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("error: no Kafka broker answered at " + servers
                        + " within 3.0 s (kafka.bootstrap.servers, kafka.default.api.timeout.ms)");
    }
}
