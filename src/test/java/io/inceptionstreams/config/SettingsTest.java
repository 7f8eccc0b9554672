package io.inceptionstreams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {

    @TempDir
    Path folder;

    @Test
    void defaults() throws SettingsException {
        Settings settings = load(null, Map.of());

        assertThat(settings.entries())
                .extracting(entry -> entry.key() + "=" + entry.value())
                .containsExactly(
                        "model=models/nsfwjs-inception-v3",
                        "model.sha256=",
                        "model.poll=0s",
                        "model.max-bytes=2GiB",
                        "model.fetch-timeout=10m",
                        "model.cache=",
                        "topics.references=image-references",
                        "topics.labels=image-labels",
                        "topics.dead-letters=image-dead-letters",
                        "topics.wait=60s",
                        "application.id=inception-streams",
                        "instance.id=",
                        "guarantee=exactly_once_v2",
                        "group.protocol=classic",
                        "state.dir=",
                        "stream.threads=1",
                        "output.labels=5",
                        "output.features=false",
                        "deadline=30s",
                        "stream.window-records=4096",
                        "stream.window-bytes=32MiB",
                        "stream.stuck=60s",
                        "stream.broker-silence=30s",
                        "stream.max-attempts=3",
                        "commit.interval=20ms",
                        "output.max-bytes=1000000",
                        "shutdown.drain=10s",
                        "shutdown.close=15s",
                        "shutdown.leave-group=auto",
                        "pipeline.max-in-flight=16384",
                        "pipeline.max-fetched-bytes=128MiB",
                        "fetch.max-bytes=20MiB",
                        "fetch.file-roots=",
                        "fetch.allowed-hosts=",
                        "fetch.allowed-ports=",
                        "fetch.allow-private-addresses=false",
                        "fetch.max-redirects=3",
                        "fetch.connect-timeout=2s",
                        "fetch.idle-timeout=5s",
                        "fetch.attempts=3",
                        "fetch.backoff=100ms",
                        "fetch.max-backoff=2s",
                        "fetch.connections=64",
                        "fetch.connections-per-host=16",
                        "fetch.pending=16384",
                        "fetch.coalesce=false",
                        "fetch.user-agent=inception-streams",
                        "fetch.breaker.failures=20",
                        "fetch.breaker.pause=10s",
                        "fetch.breaker.hosts=1000",
                        "fetch.tls.authorities=",
                        "decode.threads=0",
                        "decode.formats=jpeg,png,webp,gif,bmp",
                        "decode.max-pixels=50000000",
                        "decode.max-bytes=192MiB",
                        "decode.budget=256MiB",
                        "decode.max-scans=32",
                        "decode.max-scan-pixels=1000000000",
                        "decode.min-complete=0.9",
                        "decode.alpha=",
                        "cache.max-entries=0",
                        "batch.max-size=16",
                        "batch.policy=adaptive",
                        "batch.sizes=powers",
                        "batch.latency-target=0ms",
                        "batch.max-delay=10ms",
                        "batch.eager=true",
                        "batch.capacity=0",
                        "infer.device=auto",
                        "infer.intra-op-threads=0",
                        "infer.inter-op-threads=0",
                        "infer.gpu-memory-growth=true",
                        "infer.gpu-memory-fraction=1",
                        "infer.cpu-sessions=1",
                        "infer.calls-per-device=2",
                        "infer.cpu-precision=auto",
                        "infer.warm-up=powers",
                        "infer.library-cache=",
                        "http.port=8080",
                        "http.bind-address=127.0.0.1",
                        "http.hosts=");
        assertThat(settings.entries()).allMatch(entry -> entry.source().equals("default"));
        assertThat(settings.get(Keys.DEADLINE)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.get(Keys.FETCH_FILE_ROOTS)).isEmpty();
        assertThat(settings.kafka()).isEmpty();
    }

    @Test
    void aFlagBeatsTheEnvironmentBeatsTheFileBeatsTheDefault() throws SettingsException {
        Path file = file("topics.labels=file\ntopics.references=file\ntopics.dead-letters=file\n");
        Map<String, String> environment =
                Map.of("INCEPTION_TOPICS_LABELS", "environment", "INCEPTION_TOPICS_DEAD_LETTERS", "environment");

        Settings settings = load(file, environment, "topics.labels=earlier flag", "topics.labels=flag");

        assertThat(settings.get(Keys.TOPIC_LABELS)).isEqualTo("flag");
        assertThat(settings.get(Keys.TOPIC_DEAD_LETTERS)).isEqualTo("environment");
        assertThat(settings.get(Keys.TOPIC_REFERENCES)).isEqualTo("file");
        assertThat(settings.get(Keys.APPLICATION_ID)).isEqualTo("inception-streams");
        assertThat(settings.entries())
                .contains(
                        new Settings.Entry("topics.labels", "flag", "--set"),
                        new Settings.Entry("topics.dead-letters", "environment", "INCEPTION_TOPICS_DEAD_LETTERS"),
                        new Settings.Entry("topics.references", "file", file + ":2"),
                        new Settings.Entry("application.id", "inception-streams", "default"));
    }

    @Test
    void kafkaPropertiesPassThrough() throws SettingsException {
        Path file = file("kafka.consumer.fetch.max.bytes=1000\nkafka.security.protocol=SSL\n");

        Settings settings =
                load(file, Map.of("INCEPTION_KAFKA_BOOTSTRAP_SERVERS", "a:1,b:2"), "kafka.security.protocol=PLAINTEXT");

        assertThat(settings.kafka())
                .containsOnly(
                        entry("bootstrap.servers", "a:1,b:2"),
                        entry("consumer.fetch.max.bytes", "1000"),
                        entry("security.protocol", "PLAINTEXT"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stream.threads=zero      | stream.threads=zero (--set): expected an integer from 1 to 256",
                "stream.threads=0         | stream.threads=0 (--set): expected an integer from 1 to 256",
                "deadline=30              | deadline=30 (--set): expected a duration from 1ms to 1h, in ms, s, m or h",
                "deadline=61m             | deadline=61m (--set): expected a duration from 1ms to 1h, in ms, s, m or h",
                "guarantee=none           | guarantee=none (--set): expected exactly_once_v2 or at_least_once",
                "topics.labels=           | topics.labels= (--set): expected a text that is not empty",
                "topics.label=x           | topics.label (--set): unknown key; did you mean topics.labels?",
                "colour=x                 | colour (--set): unknown key",
                "kafka.=x                 | kafka. (--set): unknown key",
                "kafka.application.id=x   | kafka.application.id (--set): set application.id instead",
                "kafka.group.protocol=x   | kafka.group.protocol (--set): set group.protocol instead",
                "kafka.num.stream.threads=2 | kafka.num.stream.threads (--set): set stream.threads instead",
                "kafka.processing.guarantee=x | kafka.processing.guarantee (--set): set guarantee instead",
                "model                    | --set model: expected key=value",
                "=x                       | --set =x: expected key=value",
                "model=${env:NO_SUCH}     | model=${env:NO_SUCH} (--set): the environment variable NO_SUCH is not set",
            })
    void aWrongFlag(String flag, String message) {
        assertThatThrownBy(() -> load(null, Map.of(), flag))
                .isInstanceOf(SettingsException.class)
                .hasMessage(message);
    }

    @Test
    void aWrongVariable() {
        assertThatThrownBy(() -> load(null, Map.of("INCEPTION_STREAM_THREADS", "many")))
                .hasMessage("stream.threads=many (INCEPTION_STREAM_THREADS): expected an integer from 1 to 256");
        assertThatThrownBy(() -> load(null, Map.of("INCEPTION_STREAM_THREAD", "2")))
                .hasMessage("INCEPTION_STREAM_THREAD (environment): unknown variable;"
                        + " did you mean INCEPTION_STREAM_THREADS?");
    }

    @Test
    void otherVariablesAreNotOurs() throws SettingsException {
        assertThat(load(null, Map.of("STREAM_THREADS", "many", "inception_colour", "red"))
                        .get(Keys.STREAM_THREADS))
                .isEqualTo(1);
    }

    @Test
    void aWrongFileNamesTheLine() {
        Path file = file("# a comment\n\nstream.threads=2\\\n  x\ncolor=red\nmodel=a\nmodel=b\nmodel=\\u12\n");

        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOf(SettingsException.class)
                .message()
                .hasLineCount(4)
                .contains("model (" + file + ":7): is already set at " + file + ":6")
                .contains(file + ":8: Malformed \\uxxxx encoding.")
                .contains("color (" + file + ":5): unknown key")
                .contains("stream.threads=2x (" + file + ":3): expected an integer from 1 to 256");
    }

    @Test
    void aFileThatCannotBeRead() throws IOException {
        Path none = folder.resolve("none.properties");
        Path latin1 = Files.write(folder.resolve("latin1.properties"), "model=ä".getBytes(StandardCharsets.ISO_8859_1));
        Path large = Files.writeString(folder.resolve("large.properties"), "#".repeat((1 << 20) + 1));

        assertThatThrownBy(() -> load(none, Map.of())).message().startsWith(none + ": cannot be read: ");
        assertThatThrownBy(() -> load(latin1, Map.of())).hasMessage(latin1 + ": is not UTF-8");
        assertThatThrownBy(() -> load(large, Map.of())).hasMessage(large + ": is longer than 1048576 bytes");
    }

    @Test
    void aFileHasTheSyntaxOfProperties() throws SettingsException {
        Path file = file("! note\n  topics.labels : \\\n   a\\u0062c\r\ninstance.id=\nmodel=C\\:\\\\\ndeadline 5m");

        Settings settings = load(file, Map.of("INCEPTION_INSTANCE_ID", " seven "));

        assertThat(settings.get(Keys.TOPIC_LABELS)).isEqualTo("abc");
        assertThat(settings.get(Keys.MODEL)).isEqualTo("C:\\");
        assertThat(settings.get(Keys.DEADLINE)).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.get(Keys.INSTANCE_ID)).isEqualTo(Optional.of("seven"));
    }

    @Test
    void everyProblemIsTold() {
        assertThatThrownBy(() -> load(null, Map.of("INCEPTION_A", "1"), "b=1", "deadline=x"))
                .message()
                .hasLineCount(3)
                .contains("INCEPTION_A (environment): unknown variable")
                .contains("b (--set): unknown key")
                .contains("deadline=x (--set): expected a duration from 1ms to 1h, in ms, s, m or h");
    }

    @Test
    void valuesComeFromFilesAndVariables() throws SettingsException, IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "\n$1 ${env:HOME}\n");

        Settings settings = load(
                null,
                Map.of("WHO", "me", "HOME", "/root"),
                "kafka.sasl.jaas.config=user=\"${env:WHO}\" password=\"${file:" + secret + "}\";",
                "kafka.ssl.keystore.location=${file:" + secret + "}",
                "kafka.other=${vault:x}",
                "application.id=${env:WHO}");

        assertThat(settings.kafka())
                .containsEntry("sasl.jaas.config", "user=\"me\" password=\"$1 ${env:HOME}\";")
                .containsEntry("other", "${vault:x}");
        assertThat(settings.get(Keys.APPLICATION_ID)).isEqualTo("me");
        assertThat(settings.entries())
                .contains(
                        new Settings.Entry("kafka.sasl.jaas.config", "[redacted]", "--set"),
                        new Settings.Entry("kafka.ssl.keystore.location", "${file:" + secret + "}", "--set"));
    }

    @Test
    void aSecretFileThatCannotBeRead() throws IOException {
        Path large = Files.writeString(folder.resolve("large"), "x".repeat(65_537));
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});

        assertThatThrownBy(() -> load(null, Map.of(), "kafka.ssl.key.password=${file:" + folder.resolve("none") + "}"))
                .message()
                .startsWith("kafka.ssl.key.password=[redacted] (--set): the file " + folder.resolve("none")
                        + " cannot be read: ");
        assertThatThrownBy(() -> load(null, Map.of(), "model=${file:" + large + "}"))
                .message()
                .endsWith("the file " + large + " is longer than 65536 bytes");
        assertThatThrownBy(() -> load(null, Map.of(), "model=${file:" + binary + "}"))
                .message()
                .endsWith("the file " + binary + " is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.ssl.keystore.password",
                "kafka.ssl.key.password",
                "kafka.sasl.jaas.config",
                "kafka.sasl.oauthbearer.client.credentials.client.secret",
                "kafka.sasl.oauthbearer.assertion.private.key.passphrase",
                "kafka.ssl.keystore.key",
                "kafka.consumer.SSL.KEY.PASSWORD",
                "fetch.headers.cdn.example:8443"
            })
    void aSecretIsNotShown(String key) throws SettingsException {
        Settings settings = load(null, Map.of(), key + "=hunter2");

        assertThat(settings.entries()).contains(new Settings.Entry(key, "[redacted]", "--set"));
        assertThat(settings.entries().toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password hunter2", "password=hunter2", "kafka.password=hunter2${env:NO_SUCH}"})
    void aSecretIsNotInAMessage(String flag) {
        assertThatThrownBy(() -> load(null, Map.of(), flag))
                .isInstanceOf(SettingsException.class)
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aValueReadFromAFileIsNotInAMessage() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2");

        assertThatThrownBy(() -> load(null, Map.of(), "deadline=${file:" + secret + "}"))
                .message()
                .startsWith("deadline=${file:" + secret + "} (--set): expected a duration")
                .doesNotContain("hunter2");
    }

    @Test
    void headersOfAHostComeFromFilesAndAreNotShown() throws SettingsException, IOException {
        Path secret = Files.writeString(folder.resolve("token"), "hunter2\n");
        Path file = file("fetch.headers.cdn.example=Authorization: Bearer ${file:" + secret + "}\\nX-Tenant: a\n"
                + "fetch.headers.http\\://minio\\:9000=X-Key: ${env:KEY}\n");

        Settings settings = load(file, Map.of("KEY", "hunter3"));

        assertThat(settings.fetchHeaders())
                .containsExactly(
                        entry("cdn.example", "Authorization: Bearer hunter2\nX-Tenant: a"),
                        entry("http://minio:9000", "X-Key: hunter3"));
        assertThat(settings.kafka()).isEmpty();
        assertThat(settings.entries().toString()).doesNotContain("hunter");
        assertThat(new Configuration(settings).fetch().toString()).doesNotContain("hunter");
    }

    @Test
    void headersThatAreNoneAreRefusedWithoutTheirValue() throws SettingsException {
        Configuration configuration = new Configuration(load(null, Map.of(), "fetch.headers.cdn.example=hunter2"));

        assertThatThrownBy(configuration::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fetch.headers.cdn.example must be lines of NAME: VALUE");
    }

    @Test
    void theTableHasARowForEveryKey() {
        List<String> lines = Settings.describe().lines().toList();

        assertThat(lines).hasSize(2 + Keys.all().size() + 2).allMatch(line -> line.startsWith("|"));
        assertThat(lines.get(0)).isEqualTo("| Key | Type | Default | What it is |");
        assertThat(lines)
                .contains("| `output.labels` | integer, 1 to 1000 | `5` | Labels in a result, unless its event asks"
                        + " for another number |")
                .allSatisfy(line ->
                        assertThat(line.chars().filter(c -> c == '|')).as(line).hasSize(5));
    }

    private Settings load(@Nullable Path file, Map<String, String> environment, String... flags)
            throws SettingsException {
        return Settings.load(file, environment, Arrays.asList(flags));
    }

    private Path file(String content) {
        try {
            return Files.writeString(folder.resolve("inception.properties"), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
