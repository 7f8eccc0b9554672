package io.inceptionstreams.http;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exact paths to answers. GET and HEAD only; every refusal is JSON, the server's own too. Stateless, for any number of
 * threads; no thread waits for a client.
 */
final class Router extends Handler.Abstract {

    private static final Logger log = LoggerFactory.getLogger(Router.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final int MAX_URI = 1_024;

    /**
     * What a path answers.
     *
     * @param answer from the request's headers
     * @param quick whether it comes from memory; what does not is made by the worker, so that it keeps no probe waiting
     */
    record Route(boolean quick, Function<HttpFields, Answer> answer) {

        static Route quick(Function<HttpFields, Answer> answer) {
            return new Route(true, answer);
        }

        static Route slow(Function<HttpFields, Answer> answer) {
            return new Route(false, answer);
        }
    }

    private final Map<String, Route> routes;
    private final HostNames hosts;
    private final Connections connections;
    private final Executor worker;

    /** @param worker refuses what it has no room for */
    Router(Map<String, Route> routes, HostNames hosts, Connections connections, Executor worker) {
        this.routes = Map.copyOf(routes);
        this.hosts = hosts;
        this.connections = connections;
        this.worker = worker;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object connection = request.getConnectionMetaData().getConnection();
        connections.answering(connection);
        Request.addCompletionListener(request, failure -> connections.answered(connection));
        Answer refusal = refusal(request);
        Route route = routes.get(request.getHttpURI().getPath());
        if (refusal != null) {
            send(refusal, request, response, callback);
        } else if (route == null) {
            send(
                    Answer.error(404, "there is nothing here; try /, /metrics, /health/live or /health/ready"),
                    request,
                    response,
                    callback);
        } else if (route.quick()) {
            send(answer(route, request), request, response, callback);
        } else {
            later(route, request, response, callback);
        }
        return true;
    }

    /** What the server refuses by itself, such as a request that is no HTTP. */
    boolean handleError(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException refused) {
            status = refused.getCode();
        }
        send(
                Answer.error(status, message instanceof String text ? text : HttpStatus.getMessage(status)),
                request,
                response,
                callback);
        return true;
    }

    private void later(Route route, Request request, Response response, Callback callback) {
        try {
            worker.execute(() -> send(answer(route, request), request, response, callback));
        } catch (RejectedExecutionException full) {
            send(Answer.error(503, "too many requests at a time; ask again"), request, response, callback);
        }
    }

    private @Nullable Answer refusal(Request request) {
        String host = request.getHttpURI().getHost();
        if (host != null && !hosts.know(host)) {
            return Answer.error(
                    421,
                    "this server is asked by its address, by localhost, or by a name in http.hosts, where " + host
                            + " is not");
        }
        if (request.getHttpURI().toString().length() > MAX_URI) {
            return Answer.error(414, "the address is longer than " + MAX_URI + " characters");
        }
        return null;
    }

    private static Answer answer(Route route, Request request) {
        if (!METHODS.contains(request.getMethod())) {
            return Answer.error(405, "only GET and HEAD");
        }
        if (hasBody(request)) {
            return Answer.error(413, "a request has no body here");
        }
        try {
            return route.answer().apply(request.getHeaders());
        } catch (RuntimeException e) {
            log.error("Cannot answer {}", request.getHttpURI(), e);
            return Answer.error(500, "the instance could not answer; its log says why");
        }
    }

    private static boolean hasBody(Request request) {
        HttpFields headers = request.getHeaders();
        return headers.contains(HttpHeader.TRANSFER_ENCODING) || headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0;
    }

    private static void send(Answer answer, Request request, Response response, Callback callback) {
        response.setStatus(answer.status());
        HttpFields.Mutable headers = response.getHeaders();
        Answer.HEADERS.forEach(headers::put);
        headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        headers.put(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, answer.body().length));
        if (answer.status() == HttpStatus.METHOD_NOT_ALLOWED_405) {
            headers.put(HttpHeader.ALLOW, "GET, HEAD");
        }
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, head ? null : ByteBuffer.wrap(answer.body()), callback);
    }
}
