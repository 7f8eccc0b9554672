package io.inceptionstreams;

import io.inceptionstreams.batch.BatchObserver;
import io.inceptionstreams.event.Labelled.Timings;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.metrics.Metrics;
import io.inceptionstreams.metrics.StageMetrics.Stage;
import io.inceptionstreams.pipeline.PipelineObserver;
import io.inceptionstreams.stream.StreamObserver;
import java.util.Arrays;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what the rooms observe to the metrics, which know none of them. */
final class Observers {

    private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

    private final Metrics metrics;

    /** @param devices the names of all that will be observed */
    Observers(Metrics metrics, Collection<String> devices) {
        this.metrics = metrics;
        metrics.batches().expect(devices);
        metrics.events().expect(Arrays.stream(Reason.values()).map(Reason::code).toList());
    }

    StreamObserver stream() {
        return new StreamObserver() {
            @Override
            public void received() {
                metrics.events().received();
            }

            @Override
            public void labelled() {
                metrics.events().labelled();
            }

            @Override
            public void deadLettered(Reason reason) {
                metrics.events().deadLettered(reason.code());
            }

            @Override
            public void abandoned(int events) {
                metrics.events().abandoned(events);
            }
        };
    }

    PipelineObserver pipeline() {
        return new PipelineObserver() {
            @Override
            public void labelled(Timings timings) {
                record(Stage.FETCH, timings.fetch());
                record(Stage.DECODE, timings.decode());
                record(Stage.QUEUE, timings.queue());
                record(Stage.INFERENCE, timings.inference());
                record(Stage.TOTAL, timings.total());
            }

            /** Without the stages that it did not go through: their zeros would look like a fast device. */
            @Override
            public void recalled(Timings timings) {
                record(Stage.FETCH, timings.fetch());
                record(Stage.TOTAL, timings.total());
                metrics.reuse().cacheHit();
            }

            @Override
            public void missed() {
                metrics.reuse().cacheMissed();
            }
        };
    }

    BatchObserver batches() {
        return new BatchObserver() {
            @Override
            public void completed(String device, int size, long runNanos) {
                metrics.batches().batchLabelled(device, size, runNanos);
            }

            @Override
            public void failed(String device, int size, long runNanos, Exception cause) {
                LOG.warn("a batch of {} failed on {}", size, device, cause);
                metrics.batches().batchFailed(device, runNanos);
                if (size > 1) {
                    metrics.batches().batchSplit();
                }
            }

            @Override
            public void idleUnderBacklog(String device, long nanos) {
                metrics.batches().deviceIdleUnderBacklog(device, nanos);
            }

            @Override
            public void held(String device, long nanos) {
                metrics.batches().deviceHeld(device, nanos);
            }

            @Override
            public void learned(String device, int best, long bestNanos, long singleNanos) {
                metrics.batches().learned(device, best, bestNanos, singleNanos);
            }

            @Override
            public void limited(String device, int before, int limit) {
                LOG.info("batches of {} are limited to {} now; it was {}", device, limit, before);
                if (limit < before) {
                    metrics.batches().batchLimitHalved();
                }
            }
        };
    }

    private void record(Stage stage, double millis) {
        metrics.stages().record(stage, (long) (millis * 1e6));
    }
}
