/**
 * Small things that several rooms need and that have no room of their own. Knows nothing but the JDK: no settings, no
 * Kafka, no images.
 */
@NullMarked
package io.inceptionstreams.util;

import org.jspecify.annotations.NullMarked;
