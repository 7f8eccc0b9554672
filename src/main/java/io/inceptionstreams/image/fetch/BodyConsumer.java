package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.ImageFormat;
import io.inceptionstreams.image.OtherContent;
import io.inceptionstreams.image.fetch.HttpExchange.Answer;
import io.inceptionstreams.uri.Uri;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
 * image (but for an object store's reason, which is in the first bytes of the body), at the byte that breaks the limit, or
 * at the end. The buffer grows with the bytes that came, not with the length that a server claims. Called by the
 * connection's I/O thread, which leaves content codings to the executor.
 */
final class BodyConsumer implements AsyncResponseConsumer<Void> {

    private static final int FIRST_BUFFER = 16 << 10;
    private static final int SHOWN = 60;

    private final CompletableFuture<Answer> answer;
    private final int maxBytes;
    private final Uri uri;
    private final Executor inflaters;
    private @Nullable FutureCallback<Void> exchange;
    private ResponseClassifier.@Nullable Failed failed;
    private @Nullable String mediaType;
    private List<String> codings = List.of();
    private ByteArrayBuffer bytes = new ByteArrayBuffer(0);
    private volatile long received;

    /** @param inflaters undoes content codings, which takes as long as an image of {@code maxBytes} takes */
    BodyConsumer(CompletableFuture<Answer> answer, int maxBytes, Uri uri, Executor inflaters) {
        this.answer = answer;
        this.maxBytes = maxBytes;
        this.uri = uri;
        this.inflaters = inflaters;
    }

    @Override
    public void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails entity,
            HttpContext context,
            FutureCallback<Void> exchangeCallback)
            throws IOException {
        exchange = exchangeCallback;
        ExchangeBytes sent = ExchangeBytes.of(context);
        if (sent != null) {
            sent.bodyBegins();
        }
        ResponseClassifier.Verdict verdict = ResponseClassifier.judge(response);
        if (verdict instanceof ResponseClassifier.Elsewhere elsewhere) {
            answer.complete(new HttpExchange.Redirect(elsewhere.location()));
        } else if (verdict instanceof ResponseClassifier.Failed failure) {
            failed = failure;
            if (entity == null || !StoreError.mayBeInBody(response)) {
                refuse(failure, null);
            }
        } else {
            begin(response, entity);
        }
        if (entity == null) {
            streamEnd(null);
        } else {
            hangUpIfAnswered();
        }
    }

    private void begin(HttpResponse response, @Nullable EntityDetails entity) {
        mediaType = ResponseClassifier.header(response, "Content-Type");
        try {
            SizeLimit.check(entity == null ? 0 : entity.getContentLength(), maxBytes);
            codings = ContentCodings.of(response);
            bytes = new ByteArrayBuffer(Math.min(maxBytes, FIRST_BUFFER));
        } catch (ImageException e) {
            answer.completeExceptionally(e);
        }
    }

    private void refuse(ResponseClassifier.Failed failure, @Nullable String word) {
        answer.completeExceptionally(failure.exception(word, uri.shown()));
    }

    /** How many bytes of the image have come. */
    long received() {
        return received;
    }

    /** {@link ConnectionCloser} closes the connection; until it is closed, what still comes is of no use. */
    private void hangUpIfAnswered() throws IOException {
        if (answer.isDone()) {
            bytes = new ByteArrayBuffer(0);
            throw new InterruptedIOException("no more bytes are wanted");
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) throws IOException {
        ExchangeBytes sent = ExchangeBytes.of(context);
        if (sent != null) {
            sent.informationalAnswer();
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer data) throws IOException {
        if (failed != null) {
            bytes.append(data.limit(Math.min(data.limit(), data.position() + StoreError.MOST_BYTES - bytes.length())));
            if (bytes.length() == StoreError.MOST_BYTES) {
                refuse(failed, StoreError.inBody(bytes.toByteArray()));
            }
        } else if (bytes.length() + (long) data.remaining() > maxBytes) {
            answer.completeExceptionally(SizeLimit.exceeded(maxBytes));
        }
        hangUpIfAnswered();
        if (failed == null) {
            bytes.append(data);
            received = bytes.length();
        }
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        if (!answer.isDone()) {
            if (failed != null) {
                refuse(failed, StoreError.inBody(bytes.toByteArray()));
            } else if (bytes.length() == 0) {
                answer.completeExceptionally(
                        ImageException.permanent(Reason.SOURCE_FAILED, "an empty response: " + uri.shown()));
            } else if (codings.isEmpty()) {
                finish(bytes.toByteArray());
            } else {
                inflate(bytes.toByteArray());
            }
        }
        if (exchange != null) {
            exchange.completed(null);
        }
    }

    private void inflate(byte[] body) {
        try {
            inflaters.execute(() -> {
                try {
                    finish(new ContentCodings(maxBytes, answer::isDone).decode(body, codings));
                } catch (ImageException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(ImageException.busy(
                    uri.shown() + ": too many compressed answers wait, or the source is closed", e));
        }
    }

    /** A page says more of itself in its head than a decoder could: it is named here. */
    private void finish(byte[] body) {
        if (mediaType != null && isText(mediaType) && ImageFormat.of(body) == null) {
            String type = mediaType.split(";", 2)[0].strip().replaceAll("[^!-~]", "?");
            type = type.substring(0, Math.min(type.length(), SHOWN));
            answer.completeExceptionally(ImageException.permanent(
                    Reason.IMAGE_UNSUPPORTED,
                    uri.shown() + ": the source answered with " + type + ", " + OtherContent.described(body)));
        } else {
            answer.complete(new HttpExchange.Body(body));
        }
    }

    private static boolean isText(String mediaType) {
        return mediaType.matches("(?i)\\s*(text/|application/([a-z0-9.+-]*(json|xml|javascript|html))\\b).*");
    }

    /** The request's callback names the cause; a status that has come says more. */
    @Override
    public void failed(Exception cause) {
        if (failed != null) {
            refuse(failed, null);
        }
    }

    @Override
    public void releaseResources() {
        bytes = new ByteArrayBuffer(0);
    }
}
