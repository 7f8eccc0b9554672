/**
 * Fits a classifier on features that a network computed before. Knows numbers only: no images, no files, no network.
 */
@NullMarked
package io.inceptionstreams.training;

import org.jspecify.annotations.NullMarked;
