package io.inceptionstreams.app;

import io.inceptionstreams.batch.BatchObserver;
import io.inceptionstreams.event.Labelled.Timings;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.image.fetch.FetchObserver;
import io.inceptionstreams.metrics.Metrics;
import io.inceptionstreams.metrics.StageMetrics.Stage;
import io.inceptionstreams.pipeline.PipelineObserver;
import io.inceptionstreams.stream.EventPosition;
import io.inceptionstreams.stream.StreamObserver;
import io.inceptionstreams.stream.output.Change;
import java.util.Arrays;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what the rooms observe to the metrics, which know none of them. */
final class MetricsBridge {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsBridge.class);

    private final Metrics metrics;

    /** @param devices the names of all that will be observed */
    MetricsBridge(Metrics metrics, Collection<String> devices) {
        this.metrics = metrics;
        metrics.batches().expect(devices);
        metrics.outputs()
                .expect(Arrays.stream(Change.values()).map(Change::code).toList(), StreamObserver.OUTPUTS);
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
            public void deadLettered(EventPosition position, Rejected rejected) {
                metrics.events().deadLettered(rejected.reason().code());
            }

            @Override
            public void altered(Change change) {
                metrics.outputs().altered(change.code());
            }

            @Override
            public void refused(String output) {
                metrics.outputs().refused(output);
            }

            @Override
            public void abandoned(int events) {
                metrics.events().abandoned(events);
            }

            @Override
            public void logReplaced() {
                metrics.events().logReplaced();
            }

            @Override
            public void lost(EventPosition first, long events) {
                metrics.events().lost(events);
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

    FetchObserver fetches() {
        return new FetchObserver() {
            @Override
            public void retried() {
                metrics.batches().retried();
            }

            @Override
            public void shared() {
                metrics.reuse().fetchShared();
            }

            @Override
            public void readsHang(int now) {
                metrics.fetches().readsHang(now);
            }

            @Override
            public void threadReplaced() {
                metrics.fetches().threadReplaced();
            }

            @Override
            public void breakerOpened() {
                metrics.fetches().breakerOpened();
            }

            @Override
            public void breakersOpen(int now) {
                metrics.fetches().breakersOpen(now);
            }

            @Override
            public void refusedByBreaker() {
                metrics.fetches().refusedByBreaker();
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
