package io.inceptionstreams.batch;

/** What decides how large a batch is, and how long a device delays it. */
public enum BatchPolicy {
    /** What the devices were seen to take; see {@link AdaptiveRule}. */
    ADAPTIVE,
    /** The settings alone; see {@link FixedRule}. */
    FIXED
}
