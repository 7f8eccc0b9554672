/**
 * Kafka's clients as Kafka Streams gets them here: they commit no further than the first unanswered record, notice that a
 * topic was deleted and created again, and tell of records that were deleted unread.
 */
@NullMarked
package io.inceptionstreams.stream.client;

import org.jspecify.annotations.NullMarked;
