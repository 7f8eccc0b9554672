package io.inceptionstreams.pipeline;

import io.inceptionstreams.event.Labelled;

/** Told what the stages took, on pipeline threads; must return quickly and must not throw. */
public interface PipelineObserver {

    /** A reference was labelled by the model. */
    void labelled(Labelled.Timings timings);

    /** A reference was labelled from the cache: it was in no queue and on no device. */
    default void recalled(Labelled.Timings timings) {}

    /** The cache was asked for an image, and the model had to be. */
    default void missed() {}
}
