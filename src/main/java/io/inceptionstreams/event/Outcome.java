package io.inceptionstreams.event;

/** The one answer to an event: {@link Labelled} goes to the labels topic, {@link Rejected} to the dead-letter topic. */
public sealed interface Outcome permits Labelled, Rejected {}
