/**
 * Fits a classifier on features that a network computed before. Knows numbers only: no images, no files, no network.
 */
@NullMarked
package io.inceptionstreams.modelbuild.head;

import org.jspecify.annotations.NullMarked;
