package io.inceptionstreams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What of the libraries' chatter comes to standard error, by the configuration that is shipped. */
@ResourceLock(Resources.SYSTEM_ERR)
final class LoggingTest {

    private static final String NETWORK = "org.apache.kafka.clients.NetworkClient";
    private static final String STREAMS = "org.apache.kafka.streams.KafkaStreams";
    private static final String TASKS = "org.apache.kafka.streams.processor.internals.TaskExecutor";
    private static final String THREADS = "org.apache.kafka.streams.processor.internals.StreamThread";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private final LoggerContext context = new LoggerContext(
            "shipped", null, Path.of("src/main/resources/log4j2.properties").toUri());

    @BeforeEach
    void open() {
        System.setErr(new PrintStream(printed, true, UTF_8));
        context.start();
        System.setErr(before);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void aBrokerThatIsNotThereIsALineHoweverManyClientsTryHoweverOften() {
        for (int attempt = 0; attempt < 254; attempt++) {
            warn(
                    NETWORK,
                    attempt % 2 == 0
                            ? "[Consumer clientId=a] Connection to node " + attempt
                                    + " (kafka/10.0.0.1:9092) could not be established. Node may not be available."
                            : "[Producer clientId=b] Bootstrap broker kafka:9092 (id: -1 rack: null) disconnected");
            warn(
                    "org.apache.kafka.clients.producer.internals.Sender",
                    "[Producer clientId=b] Got error produce response with correlation id " + attempt
                            + " on topic-partition labels-0, retrying. Error: NETWORK_EXCEPTION. Error Message:"
                            + " Disconnected from node 1 due to timeout");
        }

        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("WARN")
                        .endsWith("Connection to node 0 (kafka/10.0.0.1:9092) could not be established. Node may not be"
                                + " available."));
    }

    @Test
    void whatElseIsWrongWithAConnectionIsToldEachTime() {
        IntStream.range(0, 3)
                .forEach(i ->
                        warn(NETWORK, "[Consumer clientId=a] Error while fetching metadata with correlation id " + i));

        assertThat(lines()).hasSize(3);
    }

    @Test
    void aReplacedThreadIsToldByTheApplicationAlone() {
        Exception cause = new IllegalStateException("no answer", new IllegalArgumentException("a cause"));
        error(TASKS, "stream-thread [a] Failed to process stream task 0_1 due to the following error:", cause);
        error(TASKS, "stream-thread [a] Failed to punctuate stream task 0_1 due to the following error:", cause);
        error(STREAMS, "stream-client [a] Replacing thread in the streams uncaught exception handler", cause);
        error(
                STREAMS,
                "stream-client [a] Encountered the following exception during processing and the registered exception"
                        + " handler opted to SHUTDOWN_CLIENT. The streams client is going to shut down now. ",
                cause);

        assertThat(lines()).isEmpty();
    }

    @Test
    void whatKafkaStreamsMeetsIsALineWithItsCauseAndNoStack() {
        error(TASKS, "stream-thread [a] Committing task(s) 0_1 failed.", new IllegalStateException("timed out"));
        error(
                THREADS,
                "stream-thread [a] Detected the states of tasks [0_1] are corrupted.",
                new IllegalStateException("b"));

        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0))
                .endsWith("o.a.k.s.p.i.TaskExecutor stream-thread [a] Committing task(s) 0_1 failed.:"
                        + " java.lang.IllegalStateException: timed out");
    }

    @Test
    void ownFailuresHaveTheirStack() {
        error("io.inceptionstreams.stream.StreamApplication", "the instance stops", new IllegalStateException("why"));

        assertThat(lines()).hasSizeGreaterThan(3).anyMatch(line -> line.contains("at io.inceptionstreams.LoggingTest"));
    }

    @Test
    void aMessageStaysOnItsLineAndATerminalObeysNoneOfIt() {
        warn("io.inceptionstreams.Any", "a\n2026 ERROR forged \u001b]0;title\u0007 \u009b2J \u202egnp\tend");

        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith("a?2026 ERROR forged ?]0;title? ?2J ?gnp\tend"));
    }

    @Test
    void theMessageOfAFailureStaysOnItsLineToo() {
        Exception cause =
                new IllegalStateException("a\n2026 ERROR forged \u001b[2J", new IllegalArgumentException("b\nc"));
        error("io.inceptionstreams.Any", "failed", cause);

        assertThat(lines())
                .contains(
                        "java.lang.IllegalStateException: a 2026 ERROR forged ?[2J",
                        "Caused by: java.lang." + "IllegalArgumentException: b c")
                .filteredOn(line -> !line.startsWith("\t"))
                .hasSize(3);
    }

    private void warn(String logger, String message) {
        context.getLogger(logger).warn(message);
    }

    private void error(String logger, String message, Exception cause) {
        context.getLogger(logger).error(message, cause);
    }

    private List<String> lines() {
        return printed.toString(UTF_8).lines().toList();
    }
}
