package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.fetch.HttpExchange.Answer;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In virtual time, but for the last. */
class BreakerExchangeTest {

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int FAILURES = 3;
    private static final int HOSTS = 4;

    private final HandTimer timer = new HandTimer();
    private final HandExchange inner = new HandExchange();
    private final Counts counts = new Counts();
    private final BreakerExchange exchange =
            new BreakerExchange(inner, new FetchSettings.Breaker(FAILURES, PAUSE, HOSTS), timer::nanoTime, counts);

    @Test
    void leavesAHostAloneAfterFailuresInARow() {
        fail("http://down/", FAILURES);

        ImageException refused = failure(get("http://down/other"));

        assertThat(refused).hasMessage("down:80 is not asked for 10.0 s after 3 failures");
        assertThat(refused.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(refused.isTransient()).isTrue();
        assertThat(refused.isAsked()).isFalse();
        assertThat(refused.notBefore()).isEqualTo(PAUSE);
        assertThat(inner.answers).hasSize(FAILURES);
        assertThat(get("http://down:81/")).isNotDone();
        assertThat(get("http://up/")).isNotDone();
        assertThat(counts.opened).hasValue(1);
        assertThat(counts.open).hasValue(1);
        assertThat(counts.refused).hasValue(1);
    }

    @Test
    void anAnswerBetweenBeginsTheCountAnew() {
        fail("http://flaky/", FAILURES - 1);
        answer("http://flaky/");
        fail("http://flaky/", FAILURES - 1);
        get("http://flaky/");
        inner.last().completeExceptionally(ImageException.permanent(Reason.SOURCE_NOT_FOUND, "HTTP status 404"));
        fail("http://flaky/", FAILURES - 1);

        assertThat(get("http://flaky/")).isNotDone();
    }

    @Test
    void oneRequestTriesTheHostWhenThePauseHasPassed() {
        fail("http://down/", FAILURES);
        timer.advance(PAUSE.plusMillis(1));

        CompletableFuture<Answer> trial = get("http://down/");
        ImageException refused = failure(get("http://down/"));

        assertThat(trial).isNotDone();
        assertThat(refused.notBefore()).isEqualTo(Duration.ofSeconds(1));
        inner.last().complete(new HttpExchange.Redirect("/"));
        assertThat(get("http://down/")).isNotDone();
        assertThat(counts.open).hasValue(0);
    }

    @Test
    void aTrialThatFailsIsFollowedByAnotherPause() {
        fail("http://down/", FAILURES);
        timer.advance(PAUSE.plusMillis(1));
        fail("http://down/", 1);

        assertThat(failure(get("http://down/")).notBefore()).isEqualTo(PAUSE);
        assertThat(counts.opened).hasValue(1);
    }

    @Test
    void aTrialThatIsGivenUpLeavesItToTheNext() {
        fail("http://down/", FAILURES);
        timer.advance(PAUSE.plusMillis(1));
        get("http://down/").cancel(true);

        assertThat(get("http://down/")).isNotDone();
    }

    @Test
    void ourOwnLackOfRoomIsNoFailureOfTheHost() {
        for (int i = 0; i < 2 * FAILURES; i++) {
            get("http://up/");
            inner.last().completeExceptionally(ImageException.busy("no room", null));
        }

        assertThat(get("http://up/")).isNotDone();
    }

    @Test
    void forgetsTheHostThatFailedFirstWhenThereAreMoreThanItRemembers() {
        fail("http://first/", FAILURES);
        for (int i = 0; i < HOSTS; i++) {
            fail("http://host-" + i + "/", 1);
        }

        assertThat(get("http://first/")).isNotDone();
        assertThat(counts.open).hasValue(0);
    }

    @Test
    void anAttemptThatAsksNooneDoesNotCount() {
        HandSource source = new HandSource();
        RetryingSource retrying =
                new RetryingSource(source, FetchSettings.defaults(), timer, timer::nanoTime, () -> 1, () -> {});
        Deadline deadline = Deadline.after(Duration.ofSeconds(60), timer.nanoTime());
        CompletableFuture<byte[]> fetch = retrying.fetch("http://down/", deadline);

        for (int i = 0; i < 5; i++) {
            source.last().completeExceptionally(ImageException.unasked("not asked", PAUSE));
            timer.advance(PAUSE);
        }
        assertThat(source.fetches).hasSize(6);
        source.last().completeExceptionally(ImageException.unasked("not asked", PAUSE));

        assertThat(failure(fetch)).hasMessage("not asked");
    }

    @Test
    void aSourceThatComesBackIsAskedAgainBeforeTheDeadline() throws IOException {
        ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        FetchSettings settings = Fetch.with()
                .allowedHosts("127.0.0.1")
                .attempts(FAILURES + 2)
                .backoff(Duration.ofMillis(1), Duration.ofMillis(1))
                .breaker(FAILURES, Duration.ofMillis(300))
                .settings();
        try (ImageSource source = ImageSources.open(settings, threads, System::nanoTime, counts)) {
            String uri = "http://127.0.0.1:" + port + "/";
            CompletableFuture<byte[]> fetch =
                    source.fetch(uri, Deadline.after(Duration.ofSeconds(20), System.nanoTime()));
            while (counts.refused.get() == 0) {
                Thread.onSpinWait();
            }
            try (RawServer server =
                    new RawServer(port, RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))) {
                assertThat(bytes(fetch)).hasSize(2);
                assertThat(server.requests()).isNotEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(counts.open).hasValue(0);
    }

    private void fail(String uri, int times) {
        for (int i = 0; i < times; i++) {
            get(uri);
            inner.last().completeExceptionally(ImageException.passing("HTTP status 503", Duration.ZERO));
        }
    }

    private void answer(String uri) {
        get(uri);
        inner.last().complete(new HttpExchange.Redirect("/"));
    }

    private CompletableFuture<Answer> get(String uri) {
        try {
            return exchange.get(Uri.parse(uri), List.of());
        } catch (MalformedUriException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Counts implements FetchObserver {

        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();

        @Override
        public void breakerOpened() {
            opened.incrementAndGet();
        }

        @Override
        public void breakersOpen(int now) {
            open.set(now);
        }

        @Override
        public void refusedByBreaker() {
            refused.incrementAndGet();
        }
    }

    private static final class HandExchange implements HttpExchange {

        private final List<CompletableFuture<Answer>> answers = new ArrayList<>();

        @Override
        public CompletableFuture<Answer> get(Uri uri, List<RequestHeaders.Field> headers) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        }

        CompletableFuture<Answer> last() {
            return answers.get(answers.size() - 1);
        }

        @Override
        public void close() {}
    }
}
