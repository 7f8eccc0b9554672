package io.inceptionstreams.cli.model;

import io.inceptionstreams.app.ModelLoader;
import io.inceptionstreams.cli.CommandException;
import io.inceptionstreams.cli.ConsoleProgress;
import io.inceptionstreams.cli.ModelOption;
import io.inceptionstreams.cli.SettingsOptions;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.ModelConfig;
import io.inceptionstreams.model.Measurement;
import io.inceptionstreams.model.Measurements;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.network.GraphFacts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code model inspect}: a model folder, read and not run. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Prints what is in a model folder: files, signatures, labels, preprocessing, parameters, FLOPs.",
        footer = "inception-streams model inspect --model models/pets")
final class ModelInspectCommand implements Callable<Integer> {

    private static final int LABELS = 10;

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        Configuration configuration = common.configuration(modelOption);
        try {
            print(ModelLoader.open(configuration, ConsoleProgress.onStandardError()), configuration);
            return 0;
        } catch (ModelException | ClassifierException e) {
            common.err().println("error: " + e.getMessage());
            common.err().flush();
            return 1;
        }
    }

    private void print(Model model, Configuration configuration)
            throws IOException, ModelException, ClassifierException {
        PrintWriter out = common.out();
        out.println(model.name() + " " + model.version() + " in " + model.folder());
        out.println("sha256         " + model.sha256() + " (digests of all files agree)");
        List<Path> files;
        try (Stream<Path> all = Files.walk(model.folder())) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            out.println(String.format(
                    Locale.ROOT,
                    "file           %,d bytes  %s",
                    Files.size(file),
                    model.folder().relativize(file)));
        }
        Preprocessing image = model.preprocessing();
        out.println("image          " + image.width() + "x" + image.height() + " uint8 " + image.channels() + ", "
                + lower(image.resize()) + ", " + image.fraction() + " of each side, " + lower(image.interpolation()));
        out.println("classifier     " + lower(model.classifier()) + ", "
                + model.labels().size() + " classes: "
                + String.join("; ", model.labels().stream().limit(LABELS).toList())
                + (model.labels().size() > LABELS ? "; ..." : ""));
        out.println("served         signature " + model.signature().name() + ": "
                + model.signature().input() + " -> " + model.signature().probabilities());
        model.features()
                .ifPresent(features -> out.println("features       signature " + features.signature() + ": "
                        + features.output() + ", " + features.size()));
        model.configProto().ifPresent(config -> out.println("session        " + ModelConfig.describe(config)));
        if (!configuration.simulated()) {
            out.println("on this CPU    " + onThisCpu(model, configuration));
        }
        out.println("golden images  " + model.golden().size());
        Metadata.Origin origin = model.metadata().origin();
        out.println("origin         " + origin.source());
        out.println("licence        " + origin.licence());
        origin.notice().lines().filter(line -> !line.isBlank()).forEach(line -> out.println("notice         " + line));
        GraphFacts facts = GraphFacts.read(model.folder().resolve("saved_model.pb"));
        facts.signatures().forEach(signature -> out.println("signature      " + signature));
        out.println(String.format(
                Locale.ROOT,
                "graph          %,d operations, %,d parameters as constants (batch normalisation is folded in), %s",
                facts.operations(),
                facts.parameters(),
                precision(model, facts)));
        if (facts.multiplyAdds() > 0) {
            out.println(String.format(
                    Locale.ROOT,
                    "one image      %.2f G multiply-adds, %.2f GFLOPs; a device that does F GFLOP/s answers F/%.1f a"
                            + " second",
                    facts.multiplyAdds() / 1e9,
                    facts.multiplyAdds() / 5e8,
                    facts.multiplyAdds() / 5e8));
        }
        List<Measurement> measured = Measurements.read(model.folder());
        if (measured.isEmpty()) {
            out.println("measured       not measured; 'model verify --measure' does, on this machine's devices");
        }
        measured.forEach(each -> out.println("measured       " + line(each)));
        out.flush();
    }

    private static String onThisCpu(Model model, Configuration configuration) throws ClassifierException {
        try {
            return Classifiers.describePrecision(model, configuration.infer());
        } catch (IllegalArgumentException e) {
            return "not served: " + e.getMessage();
        }
    }

    private static String precision(Model model, GraphFacts facts) {
        return model.int8()
                .map(int8 -> "int8; a golden score may be " + int8.goldenTolerance() + " from float32's")
                .orElse(facts.halves() == 0 ? "float32" : String.format(Locale.ROOT, "%,d in float16", facts.halves()));
    }

    /** Images a second on a device, by batch size. */
    static String line(Measurement measured) {
        return measured.device() + ", " + measured.processors() + " processors, " + measured.at() + ": images/s "
                + measured.imagesPerSecond().entrySet().stream()
                        .map(entry ->
                                String.format(Locale.ROOT, "%.1f in batches of %d", entry.getValue(), entry.getKey()))
                        .collect(Collectors.joining(", "));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
