package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.fetch.HttpExchange.Answer;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedExchangeTest {

    private final HandExchange inner = new HandExchange();

    @Test
    void boundsTheRequestsToOneHost() {
        BoundedExchange exchange = new BoundedExchange(inner, 10, 2, 10);

        get(exchange, "http://slow/1", "http://slow/2", "http://SLOW:80/3", "http://fast/4", "http://slow:81/5");
        assertThat(inner.started)
                .containsExactly("http://slow/1", "http://slow/2", "http://fast/4", "http://slow:81/5");

        inner.answers.get(0).complete(new HttpExchange.Redirect(""));
        assertThat(inner.started).endsWith("http://slow/3");
    }

    @Test
    void aBusyHostDoesNotHoldUpThoseBehindIt() {
        BoundedExchange exchange = new BoundedExchange(inner, 2, 1, 10);
        get(exchange, "http://slow/1", "http://fast/2", "http://slow/3", "http://fast/4");

        inner.answers.get(1).complete(new HttpExchange.Redirect(""));

        assertThat(inner.started).containsExactly("http://slow/1", "http://fast/2", "http://fast/4");
    }

    @Test
    void boundsTheRequestsThatWait() {
        BoundedExchange exchange = new BoundedExchange(inner, 1, 1, 1);

        List<CompletableFuture<Answer>> answers = get(exchange, "http://a/1", "http://a/2", "http://a/3");

        assertThat(answers.get(1)).isNotDone();
        assertThat(failure(answers.get(2)).isTransient()).isTrue();
        assertThat(failure(answers.get(2))).hasMessageContaining("fetch.pending = 1");
    }

    @Test
    void aCancelledRequestGivesItsPlaceBack() {
        BoundedExchange exchange = new BoundedExchange(inner, 1, 1, 1);
        List<CompletableFuture<Answer>> answers = get(exchange, "http://a/1", "http://a/2");

        answers.get(1).cancel(true);
        get(exchange, "http://a/3");
        answers.get(0).cancel(true);

        assertThat(inner.answers.get(0)).isCancelled();
        assertThat(inner.started).containsExactly("http://a/1", "http://a/3");
    }

    @Test
    void aThousandFailuresInARowDoNotOverflowTheStack() {
        BoundedExchange exchange = new BoundedExchange(inner, 1, 1, 100_000);
        List<CompletableFuture<Answer>> answers = get(
                exchange,
                IntStream.range(0, 20_000).mapToObj(i -> "http://a/" + i).toArray(String[]::new));
        inner.failing = true;

        inner.answers.get(0).completeExceptionally(ImageException.passing("down", new Exception()));

        assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void closingFailsWhatWaits() {
        BoundedExchange exchange = new BoundedExchange(inner, 1, 1, 1);
        List<CompletableFuture<Answer>> answers = get(exchange, "http://a/1", "http://a/2");

        exchange.close();

        assertThat(failure(answers.get(1))).hasMessageContaining("closed");
        assertThat(failure(get(exchange, "http://a/3").get(0))).hasMessageContaining("closed");
    }

    /** The inner exchange may have dropped it before it began, and then says nothing any more. */
    @Test
    void closingFailsWhatIsUnderWay() {
        BoundedExchange exchange = new BoundedExchange(inner, 1, 1, 1);
        List<CompletableFuture<Answer>> answers = get(exchange, "http://a/1");

        exchange.close();

        assertThat(failure(answers.get(0))).hasMessageContaining("closed");
        assertThat(inner.answers.get(0)).isCancelled();
    }

    private static List<CompletableFuture<Answer>> get(BoundedExchange exchange, String... uris) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (String uri : uris) {
            answers.add(exchange.get(uri(uri), List.of()));
        }
        return answers;
    }

    private static Uri uri(String text) {
        try {
            return Uri.parse(text);
        } catch (MalformedUriException e) {
            throw new AssertionError(e);
        }
    }

    /** Records what starts; a test completes it. */
    private static final class HandExchange implements HttpExchange {

        private final List<String> started = new ArrayList<>();
        private final List<CompletableFuture<Answer>> answers = new ArrayList<>();
        private boolean failing;

        @Override
        public CompletableFuture<Answer> get(Uri uri, List<RequestHeaders.Field> headers) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            if (failing) {
                answer.completeExceptionally(ImageException.passing("down", new Exception()));
            }
            started.add(uri.toString());
            answers.add(answer);
            return answer;
        }

        @Override
        public void close() {}
    }
}
