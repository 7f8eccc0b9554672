package io.inceptionstreams.event;

/**
 * Why an event has no labels.
 *
 * @param reason the code that programs act on
 * @param detail a sentence for people, which names the field, key or limit at fault
 */
public record Rejected(Reason reason, String detail) implements Outcome {}
