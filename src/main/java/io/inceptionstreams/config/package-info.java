/**
 * Reads the configuration once, from a file, the environment and flags, and hands it to the rooms as their own records.
 * Knows those records; does not know what becomes of them.
 */
@NullMarked
package io.inceptionstreams.config;

import org.jspecify.annotations.NullMarked;
