package io.inceptionstreams.stream;

import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.output.Change;

/** Does nothing with what it is told; tests override what they listen to. */
public class QuietObserver implements StreamObserver {

    @Override
    public void received() {}

    @Override
    public void labelled() {}

    @Override
    public void deadLettered(EventPosition position, Rejected rejected) {}

    @Override
    public void altered(Change change) {}

    @Override
    public void refused(String output) {}

    @Override
    public void abandoned(int events) {}

    @Override
    public void logReplaced() {}

    @Override
    public void lost(EventPosition first, long events) {}
}
