/**
 * The benchmark: what is compared runs alternately, in processes of their own beside a broker of their own, and is
 * reported with its spread. The application is started as a process, by a command line that it is given; the baselines
 * are what a user would write instead, and run in the same way.
 *
 * <p>Knows {@code broker}, {@code kafka}, {@code event}, {@code image}, {@code infer} and {@code model}; of the
 * application, only how to start one.
 */
@NullMarked
package io.inceptionstreams.lab.bench;

import org.jspecify.annotations.NullMarked;
