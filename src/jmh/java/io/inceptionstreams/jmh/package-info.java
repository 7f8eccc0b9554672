/**
 * Micro-benchmarks of what every event costs, run by {@code mvn -Pjmh test}. They judge nothing: their figures are the
 * machine's, and what is compared is compared in one run.
 */
@NullMarked
package io.inceptionstreams.jmh;

import org.jspecify.annotations.NullMarked;
