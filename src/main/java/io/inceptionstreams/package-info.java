/**
 * The commands, and the one place where the rooms are put together: {@link io.inceptionstreams.Main} has the commands,
 * {@link io.inceptionstreams.Instance} a running application. Knows every other package; none knows this one.
 */
@NullMarked
package io.inceptionstreams;

import org.jspecify.annotations.NullMarked;
