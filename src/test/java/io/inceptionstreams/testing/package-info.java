/** Tools for the tests of several packages. */
@NullMarked
package io.inceptionstreams.testing;

import org.jspecify.annotations.NullMarked;
