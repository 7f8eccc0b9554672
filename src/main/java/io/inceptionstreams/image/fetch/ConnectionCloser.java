package io.inceptionstreams.image.fetch;

import io.inceptionstreams.image.fetch.HttpExchange.Answer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;

/**
 * Closes a request's connection when its answer ends before the response does: too late, cancelled, too large, or known
 * from the head alone. Cancelling the client's own future is not enough: when that happens while the request is handed to
 * the connection, about one time in ten, the client forgets it and reads on.
 */
final class ConnectionCloser implements AsyncExecChainHandler {

    /** Where in the client's chain: the connection exists, and nothing has been sent. */
    static final String AFTER = ChainElement.CONNECT.name();

    private static final String ANSWER = ConnectionCloser.class.getName();

    /** The context of a request whose connection lives no longer than the answer. */
    static HttpClientContext context(CompletableFuture<Answer> answer) {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(ANSWER, answer);
        return context;
    }

    @Override
    public void execute(
            HttpRequest request,
            AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        CompletableFuture<?> answer = (CompletableFuture<?>) scope.clientContext.getAttribute(ANSWER);
        Futures.onEnd(answer, (value, failure) -> {
            if (!(value instanceof HttpExchange.Body)) { // a whole body leaves a connection for the next request
                scope.execRuntime.discardEndpoint();
            }
        });
        if (answer.isDone()) {
            throw new InterruptedIOException("no caller waits for the answer");
        }
        try {
            chain.proceed(request, body, scope, callback);
        } catch (IllegalStateException e) {
            // The client's word for a connection that was closed a moment ago, above.
            throw new IOException("the connection is gone", e);
        }
    }
}
