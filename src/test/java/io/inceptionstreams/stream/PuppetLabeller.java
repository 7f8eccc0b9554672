package io.inceptionstreams.stream;

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
final class PuppetLabeller implements Labeller {

    final Map<String, CompletableFuture<Outcome>> asked = new LinkedHashMap<>();
    final Map<String, Deadline> deadlines = new LinkedHashMap<>();
    int room = Integer.MAX_VALUE;

    @Nullable
    Throwable failure;

    @Override
    public Optional<CompletableFuture<Outcome>> offer(ImageReference reference, Deadline deadline, Attempt attempt) {
        if (room == 0) {
            return Optional.empty();
        }
        room--;
        attempt.begin();
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

    static Labelled labelled(String id) {
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
                null,
                null);
    }
}
