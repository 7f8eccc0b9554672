@NullMarked
package io.inceptionstreams.broker;

import org.jspecify.annotations.NullMarked;
