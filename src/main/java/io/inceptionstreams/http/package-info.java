/**
 * The management port: health, the Prometheus scrape, and a page for people. Read-only, without authentication, hence on
 * the loopback address unless the settings say otherwise. Knows {@code metrics}; what makes an instance live or ready it
 * is told as named checks.
 */
@NullMarked
package io.inceptionstreams.http;

import org.jspecify.annotations.NullMarked;
