package io.inceptionstreams.lab.bench;

import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.lab.bench.report.Machine;
import io.inceptionstreams.lab.bench.report.Report;
import io.inceptionstreams.lab.bench.report.Report.Section;
import io.inceptionstreams.lab.bench.report.ReportFiles;
import io.inceptionstreams.lab.bench.report.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A run of the benchmark. */
public final class Bench {

    private static final Map<String, Part> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("engine", new EnginePart());
        PARTS.put("decode", new DecodePart());
        PARTS.put("pipeline", new PipelinePart());
        PARTS.put("baselines", new BaselinesPart());
        PARTS.put("simulated", new SimulatedPart());
        PARTS.put("stream", new StreamPart());
        PARTS.put("latency", new LatencyPart());
        PARTS.put("poison", new PoisonPart());
        PARTS.put("sources", new SourcesPart());
    }

    private Bench() {}

    /** The names of all parts, in the order of a full run. */
    public static List<String> parts() {
        return List.copyOf(PARTS.keySet());
    }

    /**
     * Measures; takes minutes to an hour.
     *
     * @param narrator is told, in lines for people, what is measured and what came out
     */
    public static Report run(BenchPlan plan, Consumer<String> narrator)
            throws ClassifierException, IOException, InterruptedException {
        plan.parts().forEach(Bench::part); // before an hour is lost for a misspelling
        Machine machine = Machine.here();
        List<Section> sections = new ArrayList<>();
        try (Lab lab = new Lab(plan, narrator)) {
            for (String name : plan.parts()) {
                narrator.accept("== " + name);
                Section section = part(name).run(lab);
                new TextTable(section).lines().forEach(narrator);
                sections.add(section);
            }
            Report report = new Report(machine, lab.tensorFlow(), plan.commandLine(), sections);
            new ReportFiles(plan.output()).write(report);
            return report;
        }
    }

    private static Part part(String name) {
        Part part = PARTS.get(name);
        if (part == null) {
            throw new IllegalArgumentException("there is no part " + name + ", only " + parts());
        }
        return part;
    }
}
