@NullMarked
package io.inceptionstreams.image.fetch;

import org.jspecify.annotations.NullMarked;
