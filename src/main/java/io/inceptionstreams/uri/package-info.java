/**
 * URIs as people and programs write them, and as they are sent: one grammar for the references of events, for redirects
 * and for the address of a model. Knows nothing of the other packages.
 */
@NullMarked
package io.inceptionstreams.uri;

import org.jspecify.annotations.NullMarked;
