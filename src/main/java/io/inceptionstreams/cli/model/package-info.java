/**
 * The commands of {@code model}: they build, train, verify, inspect and describe.
 */
@NullMarked
package io.inceptionstreams.cli.model;

import org.jspecify.annotations.NullMarked;
