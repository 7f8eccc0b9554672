/**
 * A model on disk: a SavedModel folder with one metadata file that says what goes in, what comes out, and which digests
 * its files must have. Knows nothing of who built the model or who runs it.
 */
@NullMarked
package io.inceptionstreams.model;

import org.jspecify.annotations.NullMarked;
