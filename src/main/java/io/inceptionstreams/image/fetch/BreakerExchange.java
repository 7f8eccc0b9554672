package io.inceptionstreams.image.fetch;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.Uri;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a host alone that has failed so often in a row: requests to it fail at once, until a pause has passed and one
 * request has had an answer. A dead source then costs its events no time-outs, and no connections. What an answer says does
 * not matter, unless it is a 5xx: a host that says "not found" is there.
 *
 * <p>A host is kept only from its first failure to its next answer, so a healthy one costs no more than a look into a map.
 * Of more hosts that fail than are to be remembered, the one that failed first is forgotten.
 */
final class BreakerExchange implements HttpExchange {

    /** What a request that comes while another one tries the host waits at most. */
    private static final Duration TRIAL = Duration.ofSeconds(1);

    private final HttpExchange inner;
    private final FetchSettings.Breaker settings;
    private final CircuitBreakerConfig config;
    private final LongSupplier nanoTime;
    private final FetchObserver observer;
    private final Map<String, Host> hosts = new LinkedHashMap<>(); // guarded by this
    private int open; // guarded by this

    /** @param nanoTime by which the pause is measured */
    BreakerExchange(HttpExchange inner, FetchSettings.Breaker settings, LongSupplier nanoTime, FetchObserver observer) {
        this.inner = inner;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.observer = observer;
        this.config = CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.failures())
                .minimumNumberOfCalls(settings.failures())
                .failureRateThreshold(100)
                .waitDurationInOpenState(settings.pause())
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(new Ticks(nanoTime))
                .build();
    }

    /** Guarded by the exchange's lock, the breaker too: so it and the map agree. */
    private static final class Host {

        private final String name;
        private final CircuitBreaker breaker;
        private boolean isOpen;
        private long openUntil;

        Host(String name, CircuitBreakerConfig config) {
            this.name = name;
            this.breaker = CircuitBreaker.of("source", config);
        }
    }

    @Override
    public CompletableFuture<Answer> get(Uri uri, List<RequestHeaders.Field> headers) {
        String name = uri.host() + ":" + uri.effectivePort();
        Duration pause = refusal(name);
        if (pause != null) {
            observer.refusedByBreaker();
            return CompletableFuture.failedFuture(ImageException.unasked(
                    name + " is not asked for " + settings.pause().toMillis() / 1e3 + " s after " + settings.failures()
                            + " failures",
                    pause));
        }
        CompletableFuture<Answer> answer = inner.get(uri, headers);
        Futures.onEnd(answer, (value, failure) -> {
            if (value != null) {
                answered(name);
            } else if (failure != null) {
                failed(name, ImageException.of(failure), answer.isCancelled());
            }
        });
        return answer;
    }

    /** How long to wait; null when the host may be asked. */
    private synchronized @Nullable Duration refusal(String name) {
        Host host = hosts.get(name);
        if (host == null || host.breaker.tryAcquirePermission()) {
            return null;
        }
        long left = host.openUntil - nanoTime.getAsLong();
        return left > 0 ? Duration.ofNanos(left) : shorter(settings.pause(), TRIAL);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void failed(String name, ImageException failure, boolean cancelled) {
        if (cancelled || (failure.isTransient() && !failure.isSourceDown())) {
            undecided(name);
        } else if (failure.isSourceDown()) {
            down(name, failure);
        } else {
            answered(name);
        }
    }

    private synchronized void answered(String name) {
        Host host = hosts.get(name);
        if (host == null) {
            return;
        }
        host.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        if (host.breaker.getState() == CircuitBreaker.State.CLOSED) {
            forget(host);
        }
    }

    private synchronized void down(String name, ImageException failure) {
        Host host = hosts.computeIfAbsent(name, key -> new Host(key, config));
        boolean wasOpen = host.breaker.getState() == CircuitBreaker.State.OPEN;
        host.breaker.onError(0, TimeUnit.NANOSECONDS, failure);
        if (!wasOpen && host.breaker.getState() == CircuitBreaker.State.OPEN) {
            host.openUntil = nanoTime.getAsLong() + settings.pause().toNanos();
            if (!host.isOpen) {
                host.isOpen = true;
                open++;
                observer.breakerOpened();
                observer.breakersOpen(open);
            }
        }
        if (hosts.size() > settings.hosts()) {
            forget(hosts.values().iterator().next());
        }
    }

    private synchronized void undecided(String name) {
        Host host = hosts.get(name);
        if (host != null) {
            host.breaker.releasePermission();
        }
    }

    private void forget(Host host) {
        hosts.remove(host.name);
        if (host.isOpen) {
            open--;
            observer.breakersOpen(open);
        }
    }

    @Override
    public void close() {
        inner.close();
    }

    /** The library wants a clock; a wall's may be set back. */
    private static final class Ticks extends Clock {

        private final LongSupplier nanoTime;

        Ticks(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanoTime.getAsLong());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
