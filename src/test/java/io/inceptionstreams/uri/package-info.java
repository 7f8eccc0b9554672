@NullMarked
package io.inceptionstreams.uri;

import org.jspecify.annotations.NullMarked;
