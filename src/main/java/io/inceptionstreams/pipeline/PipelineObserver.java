package io.inceptionstreams.pipeline;

import io.inceptionstreams.event.Labelled;

/** Told what the stages took, on pipeline threads; must return quickly and must not throw. */
public interface PipelineObserver {

    /** A reference was labelled. */
    void labelled(Labelled.Timings timings);
}
