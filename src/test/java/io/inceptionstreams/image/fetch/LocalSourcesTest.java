package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static io.inceptionstreams.image.fetch.Failures.reason;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.TestImages;
import io.inceptionstreams.testing.RandomCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final AtomicInteger hanging = new AtomicInteger();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @SuppressWarnings("NullAway.Init")
    private Path root;

    @SuppressWarnings("NullAway.Init")
    private ImageSource source;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        source = ImageSources.open(
                Fetch.with().maxBytes(10).fileRoots(root).settings(), timer, System::nanoTime, new FetchObserver() {
                    @Override
                    public void readsHang(int now) {
                        hanging.set(now);
                    }
                });
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
                " data:;base64,aW1hZ2U=\n",
                "data:;base64,aW1h\r\nZ2U=\r\n",
                "data:;base64,aW 1h%0AZ2\tU",
                "data:image/png; base64 ,aW1hZ2U=#fragment",
                "data:,image#fragment",
            })
    void readsDataUris(String uri) {
        assertThat(bytes(fetch(uri))).isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "data:image/png;base64 | no comma",
                "data:image/png#x,y    | no comma",
                "data:,                | empty",
                "data:;base64,         | empty",
                "data:,a\u0007b        | U+0007 (BEL) at character 8",
                "data:,a\ud800b        | half of a surrogate pair",
                "data:;base64,a*b=     | '*' at character 15 is not base64",
                "data:;base64,aW1h-Z2U | '-' at character 18 is not base64",
                "data:;base64,aW1h%2dZ | '%' at character 18 is not base64",
                "data:;base64,aW1\u00e9 | U+00E9 (LATIN SMALL LETTER E WITH ACUTE) at character 17",
                "data:;base64,aW1hZ    | does not end",
                "data:;base64,aW1h=    | does not end",
            })
    void saysWhatIsWrongWithADataUri(String uri, String why) {
        assertThat(reason(fetch(uri))).isEqualTo(Reason.EVENT_INVALID);
        assertThat(failure(fetch(uri))).hasMessageContaining(why);
    }

    @Test
    void takesTheBytesThatADataUriStandsFor() {
        assertThat(bytes(fetch("data:,a b%"))).isEqualTo("a b%".getBytes(US_ASCII));
        assertThat(bytes(fetch("data:,%6%zz"))).isEqualTo("%6%zz".getBytes(US_ASCII));
        assertThat(bytes(fetch("data:,\u00e9e\u0301%FF")))
                .isEqualTo(TestImages.bytes(0xc3, 0xa9, 'e', 0xcc, 0x81, 0xff));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:image.png", "file:///a\tb.png", "file:///%00.png", "file://host/a.png", "file:///a?b"})
    void aMalformedFileUriIsTheEventsFault(String uri) {
        assertThat(reason(fetch(uri))).isEqualTo(Reason.EVENT_INVALID);
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

    @Test
    void everyByteStringSurvivesBase64() {
        DataSource data = new DataSource(300);

        RandomCases.check(200, random -> {
            byte[] image = random.bytes(1, 300);
            String uri = "data:;base64," + Base64.getEncoder().encodeToString(image);

            assertThat(bytes(data.fetch(uri, new Deadline(0)))).isEqualTo(image);
        });
    }

    @Test
    void readsAFileUnderARoot() throws IOException {
        Path file = Files.write(root.resolve("an image.png"), IMAGE);

        assertThat(bytes(fetch(file.toUri().toString()))).isEqualTo(IMAGE);
    }

    @Test
    void readsAFileHoweverItsUriIsWritten() throws IOException {
        String base = root.toUri().getRawPath();
        write("caf%C3%A9.png", "nfc");
        write("cafe%CC%81.png", "nfd");
        write("%E9.png", "latin-1");
        write("50%25 off.png", "percent");
        write("a%23b%3Fc.png", "marks");
        write("a%5Cb.png", "backslash");

        for (String start : new String[] {"file:", "file://", "file://localhost", "FILE://LocalHost"}) {
            assertThat(text(start + base + "caf\u00e9.png")).isEqualTo("nfc");
            assertThat(text(start + base + "cafe\u0301.png")).isEqualTo("nfd");
            assertThat(text(start + base + "caf%c3%a9.png")).isEqualTo("nfc");
            assertThat(text(start + base + "%e9.png")).isEqualTo("latin-1");
            assertThat(text(start + base + "50% off.png")).isEqualTo("percent");
            assertThat(text(start + base + "a%23b%3fc.png")).isEqualTo("marks");
            assertThat(text(start + base + "a%5cb.png")).isEqualTo("backslash");
            assertThat(text("\n" + start + base + "./x/../caf\u00e9.png ")).isEqualTo("nfc");
        }
        assertThat(reason(fetch("file:" + base + "a\\b.png"))).isEqualTo(Reason.SOURCE_NOT_FOUND);
        assertThat(failure(fetch("file:" + base + "a#b?c.png"))).hasMessageContaining("'#' at character");
        assertThat(failure(fetch("file:" + base + "a%00b.png"))).hasMessageContaining("is no path");
    }

    /** By bytes, so that the locale has no say. */
    private void write(String escaped, String text) throws IOException {
        Path file = Path.of(URI.create(root.toUri() + escaped.replace(" ", "%20")));
        Files.write(file, text.getBytes(US_ASCII));
    }

    private String text(String uri) {
        return new String(bytes(fetch(uri)), US_ASCII);
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
    void readsThroughTheLinksOfAMountedVolume() throws IOException {
        Path version = Files.createDirectory(root.resolve("..2026_11"));
        Files.write(version.resolve("image.png"), IMAGE);
        Files.createSymbolicLink(root.resolve("..data"), Path.of("..2026_11"));
        Path image = Files.createSymbolicLink(root.resolve("image.png"), Path.of("..data/image.png"));
        Path loop = Files.createSymbolicLink(root.resolve("loop.png"), Path.of("loop.png"));

        assertThat(bytes(fetch(image.toUri().toString()))).isEqualTo(IMAGE);
        assertThat(reason(fetch(loop.toUri().toString()))).isEqualTo(Reason.SOURCE_FAILED);
    }

    @Test
    void aRootMayBeALink() throws IOException {
        Path alias = Files.createSymbolicLink(folder.resolve("alias"), root);
        Files.write(root.resolve("image.png"), IMAGE);
        Files.createSymbolicLink(root.resolve("link.png"), alias.resolve("image.png"));
        FetchSettings settings = Fetch.with().fileRoots(alias).settings();

        try (ImageSource linked = ImageSources.open(settings, timer, System::nanoTime, FetchObserver.NONE)) {
            for (String uri : new String[] {alias + "/image.png", alias + "/link.png", root + "/image.png"}) {
                assertThat(bytes(linked.fetch("file:" + uri, deadline()))).isEqualTo(IMAGE);
            }
        }
    }

    @Test
    void linksDoNotTellWhatExistsOutside() throws IOException {
        Files.write(folder.resolve("there.png"), IMAGE);
        for (String target : new String[] {"there.png", "not-there.png", "there.png/below"}) {
            Path link =
                    Files.createSymbolicLink(root.resolve("to-" + target.replace('/', '-')), folder.resolve(target));

            assertThat(reason(fetch(link.toUri().toString()))).as(target).isEqualTo(Reason.SOURCE_FORBIDDEN);
        }
    }

    @Test
    void neverReadsOutsideWhileAFolderIsSwappedForALink() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.write(outside.resolve("a.png"), "secret".getBytes(US_ASCII));
        Path inside = Files.createDirectory(root.resolve("inside"));
        Files.write(inside.resolve("a.png"), IMAGE);
        Path link = Files.createSymbolicLink(root.resolve("link"), outside);
        AtomicBoolean done = new AtomicBoolean();
        Thread swapping = swapping(done, inside, link);
        try {
            int read = 0;
            for (int i = 0; i < 5_000; i++) {
                byte[] image = fetch(inside.resolve("a.png").toUri().toString())
                        .exceptionally(failure -> new byte[0])
                        .get(20, TimeUnit.SECONDS);
                assertThat(image.length == 0 ? IMAGE : image).isEqualTo(IMAGE);
                read += image.length == 0 ? 0 : 1;
            }
            assertThat(read).isPositive();
        } finally {
            done.set(true);
            swapping.join();
        }
    }

    @Test
    void aPipeThatTakesAFilesPlaceCostsNoMoreThanItsFetch() throws Exception {
        Path file = Files.write(root.resolve("file.png"), IMAGE);
        Path other = Files.write(root.resolve("other.png"), IMAGE);
        Path pipe = Pipes.make(root.resolve("pipe"));
        AtomicBoolean done = new AtomicBoolean();
        Thread swapping = swapping(done, file, pipe);
        try {
            for (int i = 0; i < 2_000 && hanging.get() < DiskThreads.MOST / 2; i++) {
                CompletableFuture<byte[]> fetch = source.fetch(
                        file.toUri().toString(), Deadline.after(Duration.ofMillis(100), System.nanoTime()));
                assertThat(fetch.handle((bytes, failure) -> true).get(20, TimeUnit.SECONDS))
                        .isTrue();
            }
            assertThat(bytes(fetch(other.toUri().toString()))).isEqualTo(IMAGE);
        } finally {
            done.set(true);
            swapping.join();
            Pipes.release(pipe).close();
        }
    }

    /** Puts the other in a file's or folder's place and back, again and again. */
    private Thread swapping(AtomicBoolean done, Path place, Path other) {
        Path away = root.resolve("away");
        Thread thread = new Thread(() -> {
            try {
                while (!done.get()) {
                    Files.move(place, away);
                    Files.move(other, place);
                    Files.move(place, other);
                    Files.move(away, place);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.start();
        return thread;
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
        assertThat(failure(fetch("file://host/image.png"))).hasMessageContaining("no host, or localhost");
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
                ImageSources.open(FetchSettings.defaults(), timer, System::nanoTime, FetchObserver.NONE)) {
            assertThat(reason(closed.fetch("file:///etc/hosts", deadline()))).isEqualTo(Reason.SCHEME_UNSUPPORTED);
        }
    }

    @Test
    void refusesARootThatDoesNotExist() {
        FetchSettings settings = Fetch.with().fileRoots(folder.resolve("none")).settings();

        assertThatThrownBy(() -> ImageSources.open(settings, timer, System::nanoTime, FetchObserver.NONE))
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
