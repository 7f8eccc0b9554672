package io.inceptionstreams.batch;

/** Who decides how large a batch is, and how long it waits for company. */
public enum BatchPolicy {
    /** What the devices were seen to take; see {@link AdaptiveRule}. */
    ADAPTIVE,
    /** The settings alone; see {@link FixedRule}. */
    FIXED
}
