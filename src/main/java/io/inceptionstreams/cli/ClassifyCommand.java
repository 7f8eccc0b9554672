package io.inceptionstreams.cli;

import io.inceptionstreams.app.ModelLoader;
import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.Features;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageFormat;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.util.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code classify}: the model on files, without Kafka. */
@Command(
        name = "classify",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the scores of image files, without Kafka.",
            "Exits with 1 when a file could not be classified; the others are printed all the same."
        },
        footer = {
            "inception-streams classify --json photo.jpg",
            "inception-streams classify --recursive --html sheet.html photos"
        })
public final class ClassifyCommand implements Callable<Integer>, FileClassifier.Results {

    /** Enough to share the cost of a call, small enough for the first answer to come soon. */
    private static final int BATCH = 8;

    private static final int PRINTED = 5;

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Option(names = "--json", description = "One JSON object a line: {\"uri\", \"labels\": all classes, best first}.")
    boolean json;

    @Option(
            names = "--features",
            description = "With --json: adds the numbers behind the scores, base64 of little-endian float32.")
    boolean features;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Writes a contact sheet too: thumbnails with their labels, in one .html file (default: none).")
    @Nullable
    Path html;

    @Mixin
    ImageArguments arguments = new ImageArguments();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|FOLDER",
            description = ImageFormat.TITLES + " files, or folders of them.")
    List<Path> what = List.of();

    private boolean failed;
    private @Nullable ContactSheet sheet;

    @Override
    public Integer call()
            throws CommandException, ModelException, ClassifierException, IOException, InterruptedException {
        if (features && !json) {
            throw new CommandException("--features: are only printed with --json");
        }
        Configuration configuration = common.configuration(modelOption);
        configuration.check();
        if (html != null) {
            ContactSheet.check(html);
        }
        List<Path> files = files();
        if (files.isEmpty()) {
            return 1;
        }
        Model model = ModelLoader.open(configuration, ConsoleProgress.onStandardError());
        ImageDecoder decoder = new ImageDecoder(configuration.decode(), Target.of(model.preprocessing()));
        InferSettings infer =
                configuration.infer(Math.min(BATCH, files.size()), WarmUp.NONE).withFeatures(features);
        try (Classifier classifier = Classifiers.openOne(model, infer);
                ContactSheet page = html == null ? null : ContactSheet.begin(html, model, classifier.device())) {
            sheet = page;
            new FileClassifier(decoder, classifier, this).classify(files);
            if (page != null) {
                page.finish();
            }
        }
        return failed ? 1 : 0;
    }

    /** Says which arguments have no file, before the model is loaded. */
    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path each : what) {
            try {
                files.addAll(arguments.files(each, common.err()));
            } catch (CommandException e) {
                fail(String.valueOf(e.getMessage()));
            }
        }
        return files;
    }

    @Override
    public void failed(Path file, String why) throws IOException {
        fail(file + ": " + why);
        if (sheet != null) {
            sheet.addFailure(file, why);
        }
    }

    private void fail(String what) {
        failed = true;
        common.err().println(Printable.line("error: " + what));
        common.err().flush();
    }

    @Override
    public void classified(Path file, DecodedImage image, Scores scores) throws IOException {
        PrintWriter out = common.out();
        if (json) {
            out.println(json(file, scores));
        } else {
            out.println(Printable.line(file.toString()));
            scores.top(PRINTED)
                    .forEach(r -> out.println(
                            Printable.line(String.format(Locale.ROOT, "    %.4f  %s", r.score(), r.label()))));
        }
        out.flush();
        if (sheet != null) {
            sheet.add(file, image, scores);
        }
    }

    private static String json(Path file, Scores scores) {
        List<Object> fields = new ArrayList<>(List.of(
                "uri",
                file.toUri().toString(),
                "labels",
                scores.top(Integer.MAX_VALUE).stream()
                        .map(r -> new Labelled.Label(r.label(), r.index(), r.score()))
                        .toList()));
        float[] values = scores.features();
        if (values != null) {
            fields.addAll(List.of("features", Features.of(values).base64()));
        }
        return JsonLine.object(fields.toArray());
    }
}
