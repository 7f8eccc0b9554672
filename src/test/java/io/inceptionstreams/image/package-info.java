@NullMarked
package io.inceptionstreams.image;

import org.jspecify.annotations.NullMarked;
