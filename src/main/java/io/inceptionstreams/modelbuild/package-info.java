/**
 * From weights or labelled photos to a model folder with golden images. Knows {@code image}, {@code infer}, {@code model},
 * {@code network} and its {@code weights}.
 */
@NullMarked
package io.inceptionstreams.modelbuild;

import org.jspecify.annotations.NullMarked;
