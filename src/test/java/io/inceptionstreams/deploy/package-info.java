/**
 * What is shipped beside the application: chart, compose stack, rules, dashboard, image. Knows their files, the table of
 * settings and the table of metrics.
 */
@NullMarked
package io.inceptionstreams.deploy;

import org.jspecify.annotations.NullMarked;
