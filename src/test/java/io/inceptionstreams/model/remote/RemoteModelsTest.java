package io.inceptionstreams.model.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.ModelSettings;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.model.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as a bucket on this machine gives them. */
@Timeout(60)
final class RemoteModelsTest {

    private static final long ENOUGH = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private byte[] archive = {};
    private int status = 200;
    private boolean hangs;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/models/pets", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                exchange.sendResponseHeaders(status, hangs ? archive.length + 1 : archive.length);
                exchange.getResponseBody().write(archive);
                exchange.getResponseBody().flush();
                if (hangs) {
                    end.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    @Test
    void aZipIsFetchedOnceAndServed() throws Exception {
        archive = zip(files(""));

        Path place = fetch(ENOUGH);
        Model model = ModelFolder.open(place);
        assertThat(model.name()).isEqualTo("pets");
        assertThat(place).isEqualTo(folder.resolve("cache").resolve(sha256(archive)));

        assertThat(fetch(ENOUGH)).isEqualTo(place);
        assertThat(asked).hasValue(1);
        assertThat(left()).containsExactly(sha256(archive));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/models/pets/my model.zip", "pets?token=1|2", "//HOST/models/pets", "?again"})
    void redirectsAreFollowedByTheGrammarOfUris(String location) throws Exception {
        archive = zip(files(""));
        AtomicInteger redirects = new AtomicInteger();
        server.createContext("/models/old", exchange -> {
            try (exchange) {
                if (redirects.incrementAndGet() > 1) {
                    exchange.sendResponseHeaders(200, archive.length);
                    exchange.getResponseBody().write(archive);
                    return;
                }
                exchange.getResponseHeaders().add("Location", location.replace("HOST", host()));
                exchange.sendResponseHeaders(302, -1);
            }
        });

        assertThat(ModelFolder.open(fetch("s3://models/old", ENOUGH)).name()).isEqualTo("pets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:secret@HOST/models/pets", "file:///etc/passwd", "http://a b/?secret", "old"})
    void otherRedirectsAreNot(String location) {
        server.createContext("/models/old", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().add("Location", location.replace("HOST", host()));
                exchange.sendResponseHeaders(302, -1);
            }
        });

        assertThatThrownBy(() -> fetch("s3://models/old", ENOUGH))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the server redirects")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aTarWithTheFolderOfTheVersionIsServedToo() throws Exception {
        archive = tar(files("pets/1/"), TarConstants.LF_NORMAL);

        assertThat(ModelFolder.open(fetch(ENOUGH)).version()).isEqualTo("1");
    }

    @Test
    void anotherArchiveThanTheDigestSaysIsRefusedUnopened() throws Exception {
        archive = zip(files(""));
        ModelSettings other = settings("0".repeat(64), ENOUGH, Duration.ofSeconds(30));

        assertThatThrownBy(() -> RemoteModels.fetch(other, environment()))
                .isInstanceOf(ModelException.class)
                .hasMessage("s3://models/pets: model.sha256: the archive's is " + sha256(archive) + ", must be "
                        + "0".repeat(64));
        assertThat(left()).isEmpty();
    }

    @Test
    void whatIsTooLargeIsRefusedWhileItComes() {
        archive = new byte[100_000];

        assertRefused(99_999, "has more bytes than model.max-bytes allows");
    }

    @Test
    void aBombIsRefusedWhileItUnpacks() throws Exception {
        archive = zip(Map.of("model.json", new byte[10_000_000]));
        assertThat(archive.length).isLessThan(100_000);

        assertRefused(100_000, "has more bytes than model.max-bytes allows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/evil", "a\\..\\evil", "a/.."})
    void anEntryOutsideOfTheFolderIsRefused(String name) throws Exception {
        archive = zip(Map.of(name, new byte[1]));

        assertRefused(ENOUGH, "outside of its folder");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void aLinkIsRefused() throws Exception {
        archive = tar(Map.of("saved_model.pb", new byte[0]), TarConstants.LF_SYMLINK);

        assertRefused(ENOUGH, "a link or a device");
    }

    @Test
    void whatIsNoArchiveOrHasNoModelIsRefused() throws Exception {
        archive = new byte[] {1, 2, 3};
        assertRefused(ENOUGH, "neither a .zip nor a .tar.gz");

        archive = zip(Map.of("readme", new byte[1]));
        assertRefused(ENOUGH, "must hold one model.json, holds 0");

        archive = zip(Map.of("1/model.json", new byte[1], "2/model.json", new byte[1]));
        assertRefused(ENOUGH, "must hold one model.json, holds 2");
    }

    @Test
    void aServerThatHasNoneOrNoEndIsGivenUp() throws Exception {
        status = 404;
        assertRefused(ENOUGH, "the server answers 404");

        status = 200;
        hangs = true;
        archive = zip(files(""));
        ModelSettings impatient = settings(sha256(archive), ENOUGH, Duration.ofSeconds(1));
        assertThatThrownBy(() -> RemoteModels.fetch(impatient, environment()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("did not arrive within model.fetch-timeout = PT1S");
    }

    @Test
    void aModelNeedsNoCredentialsOverHttp() throws Exception {
        archive = zip(files(""));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/models/pets"))
                .build();

        Download.fetch(request, folder.resolve("file"), ENOUGH, Duration.ofSeconds(30), sha256(archive));

        assertThat(folder.resolve("file")).hasBinaryContent(archive);
    }

    private void assertRefused(long maxBytes, String message) {
        assertThatThrownBy(() -> fetch(maxBytes))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
        assertThat(left()).isEmpty();
    }

    private Path fetch(long maxBytes) throws IOException, InterruptedException, ModelException {
        return RemoteModels.fetch(settings(sha256(archive), maxBytes, Duration.ofSeconds(30)), environment());
    }

    /** Without credentials, for a signed request is redirected nowhere. */
    private Path fetch(String place, long maxBytes) throws IOException, InterruptedException, ModelException {
        ModelSettings settings = new ModelSettings(
                place, sha256(archive), Duration.ZERO, maxBytes, Duration.ofSeconds(30), folder.resolve("cache"));
        return RemoteModels.fetch(settings, Map.of("AWS_ENDPOINT_URL_S3", "http://" + host()));
    }

    private String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private ModelSettings settings(String sha256, long maxBytes, Duration limit) {
        return new ModelSettings("s3://models/pets", sha256, Duration.ZERO, maxBytes, limit, folder.resolve("cache"));
    }

    private Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_S3",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "AWS_ACCESS_KEY_ID",
                "id",
                "AWS_SECRET_ACCESS_KEY",
                "secret");
    }

    private List<String> left() {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, byte[]> files(String prefix) throws IOException, ModelException {
        Model model = ModelWriter.write(
                Files.createTempDirectory(folder, "models"),
                new Metadata(
                        "pets",
                        "1",
                        List.of("cat", "dog"),
                        new Preprocessing(299, 299, Preprocessing.Resize.STRETCH, Preprocessing.Interpolation.AREA),
                        Metadata.Classifier.SOFTMAX,
                        new Model.Signature("serving_default", "images", "probabilities"),
                        Optional.empty(),
                        new Metadata.Origin("made by hand", "CC0-1.0", "")),
                out -> out.write(new byte[] {1, 2, 3}),
                false);
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : List.of(ModelFolder.METADATA, ModelFolder.SAVED_MODEL)) {
            files.put(prefix + name, Files.readAllBytes(model.folder().resolve(name)));
        }
        return files;
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] tar(Map<String, byte[]> files, byte type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), type);
                entry.setLinkName(type == TarConstants.LF_SYMLINK ? "/etc/passwd" : "");
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
