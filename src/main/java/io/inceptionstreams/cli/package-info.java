/**
 * The command line: commands, their options, and what they print. The only package that knows picocli and prints. Knows
 * every other package; none knows this one.
 */
@NullMarked
package io.inceptionstreams.cli;

import org.jspecify.annotations.NullMarked;
