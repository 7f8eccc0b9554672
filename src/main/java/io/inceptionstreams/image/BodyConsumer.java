package io.inceptionstreams.image;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.Exchange.Answer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one response, and completes the answer as soon as it is known: at the head for every response that is not the
 * image, at the byte that breaks the limit, or at the end. The buffer grows with the bytes that came, not with the length
 * that a server claims. Called by the connection's I/O thread.
 */
final class BodyConsumer implements AsyncResponseConsumer<Void> {

    private static final int FIRST_BUFFER = 16 << 10;

    private final CompletableFuture<Answer> answer;
    private final int maxBytes;
    private final URI uri;
    private @Nullable FutureCallback<Void> exchange;
    private ByteArrayBuffer bytes = new ByteArrayBuffer(0);

    BodyConsumer(CompletableFuture<Answer> answer, int maxBytes, URI uri) {
        this.answer = answer;
        this.maxBytes = maxBytes;
        this.uri = uri;
    }

    @Override
    public void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails entity,
            HttpContext context,
            FutureCallback<Void> exchangeCallback)
            throws IOException {
        exchange = exchangeCallback;
        try {
            Statuses.Verdict verdict = Statuses.judge(response, Uris.shown(uri.toString()));
            if (verdict instanceof Statuses.Elsewhere elsewhere) {
                answer.complete(new Exchange.Redirect(elsewhere.location()));
            } else {
                SizeLimit.check(entity == null ? 0 : entity.getContentLength(), maxBytes);
                bytes = new ByteArrayBuffer(Math.min(maxBytes, FIRST_BUFFER));
            }
        } catch (ImageException e) {
            answer.completeExceptionally(e);
        }
        if (entity == null) {
            streamEnd(null);
        } else {
            hangUpIfAnswered();
        }
    }

    /** {@link HangUp} closes the connection; until it is closed, what still comes is of no use. */
    private void hangUpIfAnswered() throws IOException {
        if (answer.isDone()) {
            bytes = new ByteArrayBuffer(0);
            throw new InterruptedIOException("no more bytes are wanted");
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {}

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer data) throws IOException {
        if (bytes.length() + (long) data.remaining() > maxBytes) {
            answer.completeExceptionally(SizeLimit.exceeded(maxBytes));
        }
        hangUpIfAnswered();
        bytes.append(data);
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        if (!answer.isDone()) {
            if (bytes.length() == 0) {
                answer.completeExceptionally(ImageException.permanent(
                        Reason.SOURCE_FAILED, "an empty response: " + Uris.shown(uri.toString())));
            } else {
                answer.complete(new Exchange.Body(bytes.toByteArray()));
            }
        }
        if (exchange != null) {
            exchange.completed(null);
        }
    }

    @Override
    public void failed(Exception cause) {
        // The request's callback hears of it too, and knows what it means.
    }

    @Override
    public void releaseResources() {
        bytes = new ByteArrayBuffer(0);
    }
}
