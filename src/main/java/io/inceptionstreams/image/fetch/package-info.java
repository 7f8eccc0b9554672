/**
 * Gets the encoded image that an event refers to, from a source that no one has to trust: {@code http(s):}, {@code file:}
 * and {@code data:}, within bounds of time, bytes, redirects and addresses.
 */
@NullMarked
package io.inceptionstreams.image.fetch;

import org.jspecify.annotations.NullMarked;
