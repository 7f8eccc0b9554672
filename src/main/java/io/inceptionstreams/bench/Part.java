package io.inceptionstreams.bench;

import io.inceptionstreams.bench.Report.Section;
import io.inceptionstreams.infer.ClassifierException;
import java.io.IOException;

/** One question of the benchmark. */
@FunctionalInterface
interface Part {

    /** Measures for seconds to minutes. */
    Section run(Lab lab) throws ClassifierException, IOException, InterruptedException;
}
