package io.inceptionstreams.pipeline;

import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.infer.Scores;

/** The scores of an image, and the model that they come from: what the result names is what answered. */
public record Scored(Scores scores, ModelId model) {}
