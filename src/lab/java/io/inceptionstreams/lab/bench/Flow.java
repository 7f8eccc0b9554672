package io.inceptionstreams.lab.bench;

import io.inceptionstreams.event.Labelled;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How a contender carried a backlog, once it was warm.
 *
 * @param perSecond sound events answered
 * @param cores that the contender kept busy
 * @param brokerCores that the broker kept busy
 * @param results some of them, evenly; none of a baseline
 */
record Flow(double perSecond, double cores, double brokerCores, List<Labelled> results) {

    Flow {
        results = List.copyOf(results);
    }

    double mean(ToDoubleFunction<Labelled> value) {
        return results.stream().mapToDouble(value).average().orElse(0);
    }

    /** Images in a batch: results weigh each batch by its size, which is undone here. */
    double meanBatch() {
        return results.isEmpty() ? 0 : 1 / mean(result -> 1.0 / result.batchSize());
    }
}
