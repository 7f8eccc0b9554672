package io.inceptionstreams.lab;

import io.inceptionstreams.app.ModelLoader;
import io.inceptionstreams.cli.CommandException;
import io.inceptionstreams.cli.ConsoleProgress;
import io.inceptionstreams.cli.ModelOption;
import io.inceptionstreams.cli.SamplePhotos;
import io.inceptionstreams.cli.SettingsOptions;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.lab.bench.Bench;
import io.inceptionstreams.lab.bench.BenchPlan;
import io.inceptionstreams.lab.bench.Scale;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench}: measures on this machine. Prints figures; judges nothing. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what this machine can do, what the application makes of it, and what others would.",
            "What is compared runs alternately, each in a process of its own; medians and spread go to standard output,"
                    + " to report.md with plots, and to results.json.",
            "The JVMs that are measured take the options in JAVA_OPTS. Settings hold for the application and for what"
                    + " it is compared with."
        },
        footer = "scripts/bench engine pipeline --rounds 3")
final class BenchCommand implements Callable<Integer> {

    private static final String QUICK_BATCH = "4";

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Parameters(
            paramLabel = "PART",
            arity = "0..*",
            completionCandidates = Parts.class,
            description = "What to measure: ${COMPLETION-CANDIDATES} (default: all of them).")
    List<String> parts = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds of everything (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--quick", description = "One short round, to see that everything works; its figures mean nothing.")
    boolean quick;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "target/bench",
            description = "For the report and the logs (default: ${DEFAULT-VALUE}).")
    Path output = Path.of("");

    @Override
    public Integer call()
            throws CommandException, ModelException, ClassifierException, IOException, InterruptedException {
        refuseUnknownParts();
        Scale scale = quick ? Scale.quick() : Scale.full(rounds);
        List<String> defaults = quick ? List.of("batch.max-size=" + QUICK_BATCH, "infer.warm-up=none") : List.of();
        Configuration configuration = common.configuration(defaults, List.of(), modelOption);
        Model model = ModelLoader.open(configuration, ConsoleProgress.onStandardError());
        int maxBatch = configuration.batch(1).maxSize();
        int engineBatch = Math.max(maxBatch, Collections.max(scale.batchSizes()));
        try (SamplePhotos samples = SamplePhotos.unpack()) {
            BenchPlan plan = new BenchPlan(
                    parts.isEmpty() ? Bench.parts() : parts,
                    scale,
                    child(defaults, "run"),
                    child(defaults, "bench-baseline"),
                    options(),
                    model,
                    configuration.infer(engineBatch, quick ? WarmUp.NONE : WarmUp.POWERS),
                    maxBatch,
                    new ImageDecoder(configuration.decode(), Target.of(model.preprocessing())),
                    SamplePhotos.NAMES.stream()
                            .map(name -> samples.folder().resolve(name))
                            .toList(),
                    output,
                    "scripts/"
                            + String.join(
                                    " ",
                                    Objects.requireNonNull(spec)
                                            .commandLine()
                                            .getParseResult()
                                            .originalArgs()));
            Bench.run(plan, this::say);
        }
        say("written to " + output.resolve("report.md"));
        return 0;
    }

    /** Not by a converter: picocli takes what that refuses for the end of the list. */
    private void refuseUnknownParts() {
        for (String part : parts) {
            if (!Bench.parts().contains(part)) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "there is no part " + part + ", only " + Bench.parts());
            }
        }
    }

    /** The command line of a process with the settings of this one. */
    private List<String> child(List<String> defaults, String... command) {
        List<String> line = new ArrayList<>(List.of(LabMain.class.getName()));
        line.addAll(List.of(command));
        if (common.file != null) {
            line.addAll(List.of("--config", common.file.toString()));
        }
        if (modelOption.place != null) {
            line.addAll(List.of("--model", modelOption.place));
        }
        Stream.concat(defaults.stream(), common.flags.stream()).forEach(setting -> {
            line.add("--set");
            line.add(setting);
        });
        return line;
    }

    private static List<String> options() {
        String given = System.getenv("JAVA_OPTS");
        return given == null || given.isBlank()
                ? List.of()
                : List.of(given.strip().split("\\s+", -1));
    }

    private void say(String text) {
        common.out().println(text);
        common.out().flush();
    }

    /** For the help. */
    static final class Parts implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Bench.parts().iterator();
        }
    }
}
