@NullMarked
package io.inceptionstreams.http;

import org.jspecify.annotations.NullMarked;
