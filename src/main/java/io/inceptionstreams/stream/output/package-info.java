/**
 * What goes to the output topics: each answer in a form that its topic takes, what is done about records that a topic
 * refuses, and what an operator is told of it.
 */
@NullMarked
package io.inceptionstreams.stream.output;

import org.jspecify.annotations.NullMarked;
