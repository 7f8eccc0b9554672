package io.inceptionstreams.app;

import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.metrics.ModelMetrics;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Revision;
import io.inceptionstreams.pipeline.ClassifierDevice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the model of a running instance. The new one is loaded and proves itself on every device beside the old one,
 * and only then does each device change over, between two of its calls: until all have, results of different devices may
 * name different models. A model that is refused never answers, and the old one goes on. So both are in memory for the
 * time of a swap.
 *
 * <p>Rejected: to change each device over as soon as its own classifier is ready, which takes less memory. A model that
 * the last device refuses would have answered on the first.
 *
 * <p>Everything happens on one thread, so that swaps come one after the other.
 */
final class ModelReloader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelReloader.class);

    /** Where the models come from; every method may take its time. */
    interface Source {

        /** A cheap look at what {@link #open} would open. */
        Revision look() throws IOException, ModelException;

        /** The model that is to be served now, its digests checked. */
        Model open() throws IOException, ModelException, InterruptedException;

        /** A classifier for each device, in the order of the devices, proved. */
        List<Classifier> load(Model model) throws ClassifierException;
    }

    private final Source source;
    private final List<ClassifierDevice> devices;
    private final ModelMetrics metrics;
    private final Runnable afterSwap;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean asked = new AtomicBoolean();

    // Of the one thread.
    private Model served;
    private @Nullable Object seen;
    private @Nullable Object tried;

    /**
     * @param served what the devices serve now
     * @param afterSwap forgets what the old model answered
     * @param thread one, which this shuts down
     */
    ModelReloader(
            Source source,
            List<ClassifierDevice> devices,
            Model served,
            ModelMetrics metrics,
            Runnable afterSwap,
            ScheduledExecutorService thread) {
        this.source = source;
        this.devices = List.copyOf(devices);
        this.served = served;
        this.metrics = metrics;
        this.afterSwap = afterSwap;
        this.thread = thread;
        metrics.serves(Long.parseLong(served.version()));
    }

    /** Looks for another model this often from now on. */
    void pollEvery(Duration interval) {
        thread.scheduleWithFixedDelay(this::poll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Swaps soon, if there is another model. Requests that come before their turn are one. From any thread. */
    void request() {
        if (asked.compareAndSet(false, true)) {
            try {
                thread.execute(this::answerRequest);
            } catch (RejectedExecutionException e) {
                LOG.debug("the instance is closing", e);
            }
        }
    }

    private void answerRequest() {
        asked.set(false);
        seen = sight();
        tried = seen;
        if (!swap()) {
            LOG.info("there is no other model to serve than {} {}", served.name(), served.version());
        }
    }

    /** What two looks in a row find the same is tried, once: a version that is being copied changes from look to look. */
    void poll() {
        Object now = sight();
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(tried)) {
            tried = now;
            swap();
        }
    }

    /** A revision, or why there is none: a problem is reported once too. */
    private Object sight() {
        try {
            return source.look();
        } catch (IOException | ModelException | RuntimeException e) {
            return FailureText.describe(e);
        }
    }

    /** Whether there was another model, taken or refused. */
    private boolean swap() {
        try {
            Model model = source.open();
            if (model.equals(served)) {
                return false;
            }
            LOG.info("loading {} {} beside {} {}", model.name(), model.version(), served.name(), served.version());
            if (!model.preprocessing().equals(served.preprocessing())) {
                throw new ModelException("preprocessing: must be that of the served model, " + served.preprocessing()
                        + ", is " + model.preprocessing() + "; start a new instance for it");
            }
            swap(model, source.load(model));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        } catch (IOException | ModelException | ClassifierException | RuntimeException | OutOfMemoryError e) {
            metrics.refused();
            LOG.error(
                    "the new model is refused, {} {} goes on serving: {}",
                    served.name(),
                    served.version(),
                    FailureText.describe(e));
        }
        return true;
    }

    private void swap(Model model, List<Classifier> loaded) {
        int taken = 0;
        try {
            if (loaded.size() != devices.size()) {
                throw new IllegalStateException(loaded.size() + " classifiers for " + devices.size() + " devices");
            }
            while (taken < loaded.size()) {
                taken++; // the device closes what it does not take
                if (!devices.get(taken - 1).swap(loaded.get(taken - 1), ModelMapping.id(model))) {
                    return; // closing
                }
            }
        } finally {
            loaded.subList(taken, loaded.size()).forEach(Classifier::close);
        }
        LOG.info("serving {} {} now; it was {} {}", model.name(), model.version(), served.name(), served.version());
        served = model;
        metrics.serves(Long.parseLong(model.version()));
        metrics.swapped();
        afterSwap.run();
    }

    /** Waits for nothing: what is being loaded is closed when it is there. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
