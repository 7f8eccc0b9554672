package io.inceptionstreams.pipeline;

import io.inceptionstreams.event.Features;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.infer.Scores;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a content whichever event refers to it: a model's scores, and how they came about.
 *
 * @param model the one that answered
 * @param batchSize how many images shared the model call
 */
record CachedPrediction(Scores scores, ModelId model, Labelled.Image image, int batchSize, String device) {

    /** @param cached whether it was found for another reference */
    Labelled labelled(ImageReference reference, int defaultLabels, Labelled.Timings timings, boolean cached) {
        int count = Objects.requireNonNullElse(reference.labels(), defaultLabels);
        List<Labelled.Label> labels = scores.top(count).stream()
                .map(r -> new Labelled.Label(r.label(), r.index(), r.score()))
                .toList();
        return new Labelled(
                reference.id(),
                reference.uri(),
                labels,
                model,
                image,
                timings,
                batchSize,
                device,
                cached,
                reference.attributes(),
                features());
    }

    private @Nullable Features features() {
        float[] values = scores.features();
        return values == null ? null : Features.of(values);
    }
}
