/**
 * The commands of the laboratory, which measure and prove.
 */
@NullMarked
package io.inceptionstreams.lab;

import org.jspecify.annotations.NullMarked;
