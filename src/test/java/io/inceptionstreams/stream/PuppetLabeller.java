package io.inceptionstreams.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A labeller that answers when a test says so. */
public final class PuppetLabeller implements Labeller {

    final Map<String, CompletableFuture<Outcome>> asked = new LinkedHashMap<>();
    final Map<String, Deadline> deadlines = new LinkedHashMap<>();
    final Map<String, CrashMarker> attempts = new LinkedHashMap<>();
    int room = Integer.MAX_VALUE;

    /** Whether the test begins the attempts. */
    boolean beginsLate;

    @Nullable
    Throwable failure;

    /** Thrown by offers; a {@link RuntimeException} or an {@link Error}. */
    @Nullable
    Throwable thrown;

    @Override
    public Optional<CompletableFuture<Outcome>> offer(
            ImageReference reference, Deadline deadline, CrashMarker attempt) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
        if (room == 0) {
            return Optional.empty();
        }
        room--;
        attempts.put(reference.id(), attempt);
        if (!beginsLate) {
            attempt.begin();
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        asked.put(reference.id(), outcome);
        deadlines.put(reference.id(), deadline);
        return Optional.of(outcome);
    }

    @Override
    public void awaitRoom(Duration atMost) {}

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    void label(String id) {
        answer(id, labelled(id));
    }

    void answer(String id, Outcome outcome) {
        CompletableFuture<Outcome> future = asked.get(id);
        if (future == null) {
            throw new IllegalArgumentException(id + " was not asked for");
        }
        future.complete(outcome);
    }

    void fail(String id, Throwable thrownByAStage) {
        CompletableFuture<Outcome> future = asked.get(id);
        if (future == null) {
            throw new IllegalArgumentException(id + " was not asked for");
        }
        future.completeExceptionally(thrownByAStage);
    }

    void begin(String id) {
        CrashMarker attempt = attempts.get(id);
        if (attempt == null) {
            throw new IllegalArgumentException(id + " was not asked for");
        }
        attempt.begin();
    }

    public static Labelled labelled(String id) {
        return labelled(id, null);
    }

    static Labelled labelled(String id, @Nullable ObjectNode attributes) {
        return new Labelled(
                id,
                "data:,",
                List.of(new Labelled.Label("cat", 0, 0.5f)),
                new Labelled.ModelId("model", "1", "00"),
                new Labelled.Image(1, 1, "png", "00"),
                new Labelled.Timings(0, 0, 0, 0, 0),
                1,
                "puppet",
                false,
                attributes,
                null);
    }
}
