package io.inceptionstreams.image.fetch;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What the sources need of a timer. */
@FunctionalInterface
interface Timer {

    /**
     * Runs the task, which takes microseconds, once the time has passed.
     *
     * @return cancels it
     * @throws RejectedExecutionException when the timer is shut down
     */
    Future<?> schedule(Runnable task, long delay, TimeUnit unit);
}
