package io.inceptionstreams.image;

import static io.inceptionstreams.image.Failures.bytes;
import static io.inceptionstreams.image.Failures.failure;
import static io.inceptionstreams.image.Failures.reason;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code data:} and {@code file:}, through the source as it is put together. */
class LocalSourcesTest {

    private static final byte[] IMAGE = "image".getBytes(US_ASCII);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @SuppressWarnings("NullAway.Init")
    private Path root;

    @SuppressWarnings("NullAway.Init")
    private ImageSource source;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        source = ImageSources.open(
                Fetch.with().maxBytes(10).fileRoots(root).settings(), timer, System::nanoTime, () -> {}, () -> {});
    }

    @AfterEach
    void close() {
        source.close();
        timer.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/png;base64,aW1hZ2U=",
                "data:image/png;base64,aW1hZ2U",
                "DATA:;BASE64,aW1hZ2U%3D",
                "data:,image",
                "data:text/plain;charset=x,%69m%61ge",
            })
    void readsDataUris(String uri) {
        assertThat(bytes(fetch(uri))).isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png;base64 | no comma",
                "data:,                | empty",
                "data:;base64,         | empty",
                "data:,%6              | %",
                "data:,%zz             | %",
                "data:,a b             | no URI's",
                "data:,\u00e9          | no URI's",
                "data:;base64,a*b=     | not base64",
            })
    void saysWhatIsWrongWithADataUri(String uri, String why) {
        assertThat(reason(fetch(uri))).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure(fetch(uri))).hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:,12345678901", "data:;base64,MTIzNDU2Nzg5MDE="})
    void refusesDataUrisWithMoreBytesThanTheLimit(String uri) {
        assertThat(reason(fetch(uri))).isEqualTo(Reason.SOURCE_TOO_LARGE);
        assertThat(failure(fetch(uri))).hasMessageContaining("fetch.max-bytes = 10");
    }

    @Test
    void readsDataUrisUpToTheLimit() {
        assertThat(bytes(fetch("data:,1234567890"))).hasSize(10);
        assertThat(bytes(fetch("data:,%31%32%33%34%35%36%37%38%39%30"))).hasSize(10);
    }

    @Property(tries = 200)
    void everyByteStringSurvivesBase64(@ForAll @Size(min = 1, max = 300) byte[] image) {
        DataSource data = new DataSource(300);
        String uri = "data:;base64," + Base64.getEncoder().encodeToString(image);

        assertThat(bytes(data.fetch(uri, new Deadline(0)))).isEqualTo(image);
    }

    @Test
    void readsAFileUnderARoot() throws IOException {
        Path file = Files.write(root.resolve("an image.png"), IMAGE);

        assertThat(bytes(fetch(file.toUri().toString()))).isEqualTo(IMAGE);
    }

    @Test
    void readsThroughASymbolicLinkThatStaysInside() throws IOException {
        Path file = Files.write(root.resolve("image.png"), IMAGE);
        Path link = Files.createSymbolicLink(root.resolve("link.png"), file);

        assertThat(bytes(fetch(link.toUri().toString()))).isEqualTo(IMAGE);
    }

    @Test
    void refusesWhatIsOutsideTheRootsWhetherItExistsOrNot() throws IOException {
        Path outside = Files.write(folder.resolve("outside.png"), IMAGE);
        Path sibling = Files.createDirectory(folder.resolve("root-of-another"));
        Path link = Files.createSymbolicLink(root.resolve("link.png"), outside);

        assertThat(reason(fetch(outside.toUri().toString()))).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(reason(fetch(folder.resolve("none.png").toUri().toString()))).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(reason(fetch(sibling.resolve("x.png").toUri().toString()))).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(reason(fetch(root.toUri() + "../outside.png"))).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(reason(fetch(root.toUri() + "%2e%2e/outside.png"))).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(reason(fetch(link.toUri().toString()))).isEqualTo(Reason.SOURCE_FORBIDDEN);
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        Path large = Files.write(root.resolve("large.png"), new byte[11]);
        Path empty = Files.createFile(root.resolve("empty.png"));

        assertThat(reason(fetch(root.resolve("none.png").toUri().toString()))).isEqualTo(Reason.SOURCE_NOT_FOUND);
        assertThat(reason(fetch(large.toUri().toString()))).isEqualTo(Reason.SOURCE_TOO_LARGE);
        assertThat(reason(fetch(empty.toUri().toString()))).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure(fetch(root.toUri().toString()))).hasMessageContaining("not a regular file");
        assertThat(failure(fetch("file:relative.png"))).hasMessageContaining("absolute path");
        assertThat(failure(fetch("file://host/image.png"))).hasMessageContaining("absolute path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://host/x", "jar:file:/x!/y", "gopher:x", "image.png", "", ":", "//host/x", "C:\\x.png"})
    void refusesOtherSchemes(String uri) {
        assertThat(reason(fetch(uri))).isEqualTo(Reason.SCHEME_UNSUPPORTED);
    }

    @Test
    void readsNoFilesUnlessARootIsConfigured() {
        try (ImageSource closed =
                ImageSources.open(FetchSettings.defaults(), timer, System::nanoTime, () -> {}, () -> {})) {
            assertThat(reason(closed.fetch("file:///etc/hosts", deadline()))).isEqualTo(Reason.SCHEME_UNSUPPORTED);
        }
    }

    @Test
    void refusesARootThatDoesNotExist() {
        FetchSettings settings = Fetch.with().fileRoots(folder.resolve("none")).settings();

        assertThatThrownBy(() -> ImageSources.open(settings, timer, System::nanoTime, () -> {}, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fetch.file-roots")
                .hasMessageContaining("none");
    }

    private CompletableFuture<byte[]> fetch(String uri) {
        return source.fetch(uri, deadline());
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10), System.nanoTime());
    }
}
