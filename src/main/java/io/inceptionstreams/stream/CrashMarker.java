package io.inceptionstreams.stream;

/**
 * One try at a record. A labeller calls {@link #begin} before it hands the record's image to code that may take the
 * process down with it, which is native code: the decoder and the device. Thread-safe; never throws.
 */
@FunctionalInterface
public interface CrashMarker {

    /** From here on, the death of the process counts against the record. */
    void begin();

    /** For records that are not counted. */
    CrashMarker UNCOUNTED = () -> {};
}
