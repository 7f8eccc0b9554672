@NullMarked
package io.inceptionstreams.model.remote;

import org.jspecify.annotations.NullMarked;
