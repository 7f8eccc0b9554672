package io.inceptionstreams.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exact paths to answers. GET and HEAD only; every refusal is JSON. Stateless, for any number of threads. */
final class Router implements HttpHandler {

    private static final Logger log = LoggerFactory.getLogger(Router.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final int MAX_URI = 1_024;

    private final Map<String, Function<Headers, Answer>> routes;

    /** Each route answers from the request's headers. */
    Router(Map<String, Function<Headers, Answer>> routes) {
        this.routes = Map.copyOf(routes);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            Headers headers = exchange.getResponseHeaders();
            Answer.HEADERS.forEach(headers::set);
            headers.set("Content-Type", answer.contentType());
            if (answer.status() == 405) {
                headers.set("Allow", "GET, HEAD");
            }
            if (hasBody(exchange)) {
                // It is not read, so nothing after it on this connection can be.
                headers.set("Connection", "close");
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                headers.set("Content-Length", String.valueOf(answer.body().length));
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
                // Sent before the server looks for what is left of the request.
                exchange.getResponseBody().close();
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        if (exchange.getRequestURI().toString().length() > MAX_URI) {
            return Answer.error(414, "the address is longer than " + MAX_URI + " characters");
        }
        Function<Headers, Answer> route = routes.get(exchange.getRequestURI().getPath());
        if (route == null) {
            return Answer.error(404, "there is nothing here; try /, /metrics, /health/live or /health/ready");
        }
        if (!METHODS.contains(exchange.getRequestMethod())) {
            return Answer.error(405, "only GET and HEAD");
        }
        if (hasBody(exchange)) {
            return Answer.error(413, "a request has no body here");
        }
        try {
            return route.apply(exchange.getRequestHeaders());
        } catch (RuntimeException e) {
            log.error("Cannot answer {}", exchange.getRequestURI(), e);
            return Answer.error(500, "the instance could not answer; its log says why");
        }
    }

    private static boolean hasBody(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String length = headers.getFirst("Content-Length");
        return headers.containsKey("Transfer-Encoding")
                || (length != null && !length.trim().equals("0"));
    }
}
