package io.inceptionstreams.lab.bench;

import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.io.IOException;

/** One question of the benchmark. */
@FunctionalInterface
interface Part {

    /** Measures for seconds to minutes. */
    Section run(Lab lab) throws ClassifierException, IOException, InterruptedException;
}
