package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static io.inceptionstreams.image.fetch.Failures.reason;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that drip, hang, lie about lengths, and hang up. In real time: it is the real client that must let go. */
class HostileServerTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        timer.shutdownNow();
    }

    @Test
    void aDrippingServerEndsWithTheDeadline() throws IOException {
        RawServer dripping = server(RawServer.dripping(1_000_000, 20));
        ImageSource source = source(dripping);

        long late = nanosLate(source, dripping.uri("/"), Duration.ofMillis(500));

        assertThat(Duration.ofNanos(late)).isBetween(Duration.ZERO, Duration.ofMillis(250));
    }

    @Test
    void aDrippingHeadEndsWithTheDeadline() throws IOException {
        RawServer dripping = server((socket, out, closing) -> {
            out.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(ISO_8859_1));
            while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
            }
        });
        ImageSource source = source(dripping);

        long late = nanosLate(source, dripping.uri("/"), Duration.ofMillis(500));

        assertThat(Duration.ofNanos(late)).isBetween(Duration.ZERO, Duration.ofMillis(250));
    }

    @Test
    void aSilentServerEndsWithTheDeadline() throws IOException {
        RawServer silent = server(RawServer.silent());
        ImageSource source = source(silent);

        long late = nanosLate(source, silent.uri("/"), Duration.ofMillis(500));

        assertThat(Duration.ofNanos(late)).isBetween(Duration.ZERO, Duration.ofMillis(250));
    }

    @Test
    void theDeadlineHangsUpOnTheServer() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        RawServer dripping = server((socket, out, closing) -> notice(hungUp, socket, out));
        ImageSource source = source(dripping);

        assertThat(reason(source.fetch(dripping.uri("/"), deadline(Duration.ofMillis(300)))))
                .isEqualTo(Reason.DEADLINE_EXCEEDED);

        assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cancellingHangsUpOnTheServer() throws Exception {
        CountDownLatch requested = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        RawServer dripping = server((socket, out, closing) -> {
            requested.countDown();
            notice(hungUp, socket, out);
        });
        CompletableFuture<byte[]> fetch = source(dripping).fetch(dripping.uri("/"), deadline(Duration.ofSeconds(60)));
        assertThat(requested.await(5, TimeUnit.SECONDS)).isTrue();

        fetch.cancel(true);

        assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSilentServerIsAskedAgainAfterTheIdleTimeout() throws Exception {
        List<Integer> connections = new ArrayList<>();
        RawServer server = server((socket, out, closing) -> {
            synchronized (connections) {
                connections.add(1);
                if (connections.size() > 1) {
                    out.write((HEAD + "Content-Length: 2\r\n\r\nok").getBytes(ISO_8859_1));
                    return;
                }
            }
            closing.await();
        });
        ImageSource source = open(Fetch.with().allowedHosts("127.0.0.1").idleTimeout(Duration.ofMillis(200)));

        assertThat(bytes(source.fetch(server.uri("/"), deadline(Duration.ofSeconds(10)))))
                .hasSize(2);
    }

    @Test
    void aLengthOverTheLimitIsRefusedBeforeTheBody() throws IOException {
        RawServer server = server((socket, out, closing) -> {
            out.write((HEAD + "Content-Length: 5000000000\r\n\r\n").getBytes(ISO_8859_1));
            out.flush();
            closing.await();
        });

        assertThat(reason(source(server).fetch(server.uri("/"), deadline(Duration.ofSeconds(10)))))
                .isEqualTo(Reason.SOURCE_TOO_LARGE);
        assertThat(server.requests()).filteredOn(line -> line.startsWith("GET")).hasSize(1);
    }

    @Test
    void aBodyWithoutALengthIsCutOffAtTheLimit() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        RawServer server = server((socket, out, closing) -> {
            out.write((HEAD + "\r\n").getBytes(ISO_8859_1));
            byte[] chunk = new byte[8192];
            try {
                while (closing.getCount() > 0) {
                    out.write(chunk);
                }
            } catch (SocketException e) {
                hungUp.countDown();
            }
        });

        assertThat(reason(source(server).fetch(server.uri("/"), deadline(Duration.ofSeconds(10)))))
                .isEqualTo(Reason.SOURCE_TOO_LARGE);
        assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aBodyShorterThanItsLengthIsTransient() throws IOException {
        RawServer server = server(RawServer.saying(HEAD + "Content-Length: 1000\r\n\r\nshort"));

        ImageException failure = failure(source(server).fetch(server.uri("/"), deadline(Duration.ofSeconds(10))));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure.isTransient()).isTrue();
    }

    @Test
    void aServerThatHangsUpIsTransient() throws IOException {
        RawServer server = server(RawServer.saying(""));

        assertThat(failure(source(server).fetch(server.uri("/"), deadline(Duration.ofSeconds(10))))
                        .isTransient())
                .isTrue();
    }

    /** What answers at an address is not for readers of dead letters. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n\r\n\r\n",
                "220 OpenSSH_9.6 ESMTP\r\n",
                "+OK OpenSSH_9.6\r\n\r\n",
                "HTTP/1.1 OpenSSH_9.6\r\n\r\n",
                "HTTP/9.9 200 OpenSSH_9.6\r\n\r\n",
                "HTTP/1.1 001 OpenSSH_9.6\r\n\r\n",
                "HTTP/1.1 200 OK\r\nOpenSSH_9.6\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: OpenSSH_9.6\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: OpenSSH_9.6\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nOpenSSH_9.6\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokOpenSSH_9.6\r\n",
                "HTTP/1.1 500 OpenSSH_9.6\r\n\r\n",
            })
    void nonsenseInsteadOfHttpFailsWithoutAWordOfIt(String said) throws IOException {
        RawServer server = server(RawServer.saying(said));

        ImageException failure = failure(source(server).fetch(server.uri("/"), deadline(Duration.ofSeconds(10))));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure.rejected().detail()).doesNotContain("OpenSSH");
    }

    @Test
    void endlessHeadersAreCutOff() throws IOException {
        RawServer server = server((socket, out, closing) -> {
            out.write(HEAD.getBytes(ISO_8859_1));
            while (closing.getCount() > 0) {
                out.write("X-Again: and again\r\n".getBytes(ISO_8859_1));
            }
        });

        assertThat(reason(source(server).fetch(server.uri("/"), deadline(Duration.ofSeconds(10)))))
                .isEqualTo(Reason.SOURCE_FAILED);
    }

    @Test
    void chunkExtensionsWithoutEndAreCutOff() throws Exception {
        Flood flood = new Flood(HEAD + CHUNKED, "1;" + "x".repeat(15_000) + "\r\nx\r\n");

        ImageException failure = failureOf(flood, 1_000_000);

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_TOO_LARGE);
        assertThat(failure.isTransient()).isFalse();
        assertThat(failure).hasMessageContaining("more bytes than fetch.max-bytes = 1000000 and 1048576");
    }

    @Test
    void chunksOfOneByteAreCutOff() throws Exception {
        Flood flood = new Flood(HEAD + CHUNKED, "1\r\nx\r\n".repeat(100));

        assertThat(failureOf(flood, 4 << 20).rejected().reason()).isEqualTo(Reason.SOURCE_TOO_LARGE);
        // Six bytes each: one for the image, which could have had 4 MiB of them. Besides, what buffers hold.
        assertThat(flood.sent.get()).isLessThan(20L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "103 Early Hints", "102 Processing"})
    void informationalAnswersWithoutEndAreCutOff(String status) throws Exception {
        Flood flood = new Flood("", "HTTP/1.1 " + status + "\r\n\r\n");

        ImageException failure = failureOf(flood, 1_000_000);

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure.isTransient()).isFalse();
    }

    @Test
    void aFewInformationalAnswersAreReadOver() throws IOException {
        String some = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n".repeat(3);
        RawServer server = server(RawServer.saying(some + HEAD + "Content-Length: 2\r\n\r\nok"));

        assertThat(bytes(source(server).fetch(server.uri("/"), deadline(Duration.ofSeconds(10)))))
                .hasSize(2);
    }

    @Test
    void longHeadersAreCutOff() throws IOException {
        String header = "X-Long: " + "x".repeat(15_000) + "\r\n";
        RawServer server = server(RawServer.saying(HEAD + header.repeat(150) + "Content-Length: 2\r\n\r\nok"));

        ImageException failure = failure(source(server).fetch(server.uri("/"), deadline(Duration.ofSeconds(10))));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure.isTransient()).isFalse();
        assertThat(failure).hasMessageContaining("more than 262144 bytes before a body");
    }

    @Test
    void trailersWithoutEndAreCutOff() throws Exception {
        Flood flood = new Flood(HEAD + CHUNKED + "2\r\nok\r\n0\r\n", "X-Again: and again\r\n");

        ImageException failure = failureOf(flood, 1_000_000);

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure.isTransient()).isFalse();
    }

    @Test
    void eachExchangeOfAConnectionIsCountedByItself() throws IOException {
        String chunk = "1;" + "x".repeat(15_000) + "\r\nx\r\n";
        AtomicInteger connections = new AtomicInteger();
        RawServer server = server((socket, out, closing) -> {
            connections.incrementAndGet();
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            do {
                out.write((HEAD + CHUNKED + chunk.repeat(60) + "0\r\n\r\n").getBytes(ISO_8859_1));
                out.flush();
            } while (nextRequest(in));
        });
        ImageSource source =
                open(Fetch.with().allowedHosts(server.host()).maxBytes(1_000).connections(1, 1));

        // The client keeps some of them, and which is chance; two exchanges have more bytes than one may have.
        for (int i = 0; i < 20 || (i < 500 && connections.get() == i); i++) {
            assertThat(bytes(source.fetch(server.uri("/" + i), deadline(Duration.ofSeconds(10)))))
                    .hasSize(60);
        }
        assertThat(connections).hasValueLessThan(500);
    }

    @Test
    void floodsDoNotHoldUpTheOthers() throws IOException {
        // As many as there are I/O threads, and more.
        Flood flood = new Flood(HEAD + CHUNKED, "1;" + "x".repeat(15_000) + "\r\nx\r\n");
        RawServer gushing = server(flood);
        RawServer healthy = server(RawServer.saying(HEAD + "Content-Length: 2\r\n\r\nok"));
        ImageSource source =
                open(Fetch.with().allowedHosts("127.0.0.1").maxBytes(1 << 30).connections(16, 8));
        List<CompletableFuture<byte[]>> floods = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            floods.add(source.fetch(gushing.uri("/" + i), deadline(Duration.ofSeconds(60))));
        }
        flood.await(64 << 20);

        for (int i = 0; i < 100; i++) {
            assertThat(bytes(source.fetch(healthy.uri("/" + i), deadline(Duration.ofSeconds(30)))))
                    .hasSize(2);
        }

        assertThat(floods).noneMatch(CompletableFuture::isDone);
        floods.forEach(fetch -> fetch.cancel(true));
    }

    private static boolean nextRequest(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
        return line != null;
    }

    /** What becomes of a fetch from it; and it must notice that the client hangs up. */
    private ImageException failureOf(Flood flood, int maxBytes) throws Exception {
        RawServer server = server(flood);
        ImageSource source = open(Fetch.with().allowedHosts(server.host()).maxBytes(maxBytes));
        ImageException failure = failure(source.fetch(server.uri("/"), deadline(Duration.ofSeconds(10))));
        assertThat(flood.hungUp.await(5, TimeUnit.SECONDS)).isTrue();
        return failure;
    }

    /** Sends the beginning, then the same again and again until the client hangs up. */
    private static final class Flood implements RawServer.Script {

        private final byte[] beginning;
        private final byte[] again;
        private final AtomicLong sent = new AtomicLong();
        private final CountDownLatch hungUp = new CountDownLatch(1);

        Flood(String beginning, String again) {
            this.beginning = beginning.getBytes(ISO_8859_1);
            this.again = again.repeat(1 + 16_000 / again.length()).getBytes(ISO_8859_1);
        }

        @Override
        public void run(Socket socket, OutputStream out, CountDownLatch closing) throws Exception {
            out.write(beginning);
            try {
                while (closing.getCount() > 0) {
                    out.write(again);
                    sent.addAndGet(again.length);
                }
            } catch (SocketException e) {
                hungUp.countDown();
            }
        }

        /** Waits until so much has been sent. */
        void await(long bytes) {
            while (sent.get() < bytes) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void drippingHostsDoNotHoldUpTheOthers() throws IOException {
        RawServer dripping = server(RawServer.dripping(1_000_000, 20));
        RawServer healthy = server(RawServer.saying(HEAD + "Content-Length: 2\r\n\r\nok"));
        ImageSource source = open(Fetch.with().allowedHosts("127.0.0.1").connections(8, 4));
        List<CompletableFuture<byte[]>> stuck = new ArrayList<>();
        List<CompletableFuture<byte[]>> fine = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            stuck.add(source.fetch(dripping.uri("/" + i), deadline(Duration.ofSeconds(30))));
            fine.add(source.fetch(healthy.uri("/" + i), deadline(Duration.ofSeconds(30))));
        }

        assertThat(fine).allSatisfy(fetch -> assertThat(bytes(fetch)).hasSize(2));
        assertThat(stuck).noneMatch(CompletableFuture::isDone);
        stuck.forEach(fetch -> fetch.cancel(true));
    }

    @Test
    void closingEndsWhatIsUnderWay() throws IOException {
        RawServer silent = server(RawServer.silent());
        ImageSource source = source(silent);
        CompletableFuture<byte[]> fetch = source.fetch(silent.uri("/"), deadline(Duration.ofSeconds(60)));

        source.close();

        assertThat(reason(fetch)).isEqualTo(Reason.SOURCE_FAILED);
    }

    /** Drips until the client hangs up. */
    private static void notice(CountDownLatch hungUp, Socket socket, OutputStream out) throws Exception {
        socket.setSoTimeout(10_000);
        try {
            out.write((HEAD + "Content-Length: 1000000\r\n\r\nx").getBytes(ISO_8859_1));
            out.flush();
            if (socket.getInputStream().read() == -1) {
                hungUp.countDown();
            }
        } catch (SocketException reset) {
            hungUp.countDown();
        }
    }

    private static long nanosLate(ImageSource source, String uri, Duration patience) {
        Deadline deadline = deadline(patience);
        CompletableFuture<Long> ended =
                source.fetch(uri, deadline).handle((bytes, failure) -> System.nanoTime() - deadline.nanos());
        return ended.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static Deadline deadline(Duration duration) {
        return Deadline.after(duration, System.nanoTime());
    }

    private RawServer server(RawServer.Script script) throws IOException {
        RawServer server = new RawServer(script);
        open.add(server);
        return server;
    }

    private ImageSource source(RawServer server) {
        return open(Fetch.with().allowedHosts(server.host()).maxBytes(1_000_000));
    }

    private ImageSource open(Fetch settings) {
        ImageSource source = ImageSources.open(
                settings.backoff(Duration.ofMillis(1), Duration.ofMillis(2)).settings(),
                timer,
                System::nanoTime,
                FetchObserver.NONE);
        open.add(0, source);
        return source;
    }
}
