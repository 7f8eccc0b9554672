/**
 * Puts the packages together: {@link io.inceptionstreams.app.Application} is a running application. Checks settings before
 * it starts, replaces the model while it runs, and carries what the packages observe to the metrics.
 */
@NullMarked
package io.inceptionstreams.app;

import org.jspecify.annotations.NullMarked;
