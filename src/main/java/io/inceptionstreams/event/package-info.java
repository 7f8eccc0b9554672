/**
 * What travels through Kafka: the reference to an image, and the one outcome that answers it. Readers and writers of
 * their JSON forms, which {@code schemas/} describes. Knows {@code util} alone.
 */
@NullMarked
package io.inceptionstreams.event;

import org.jspecify.annotations.NullMarked;
