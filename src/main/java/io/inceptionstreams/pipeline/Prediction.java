package io.inceptionstreams.pipeline;

import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.infer.Scores;

/**
 * The scores of an image, and the model and the device that they come from: what the result names is what answered.
 *
 * @param device as {@link io.inceptionstreams.infer.Classifier#device} has it
 */
public record Prediction(Scores scores, ModelId model, String device) {}
