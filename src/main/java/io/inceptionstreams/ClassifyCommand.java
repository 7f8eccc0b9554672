package io.inceptionstreams;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.event.Features;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.infer.WarmUp;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
        })
final class ClassifyCommand implements Callable<Integer> {

    /** Enough to share the cost of a call, small enough for the first answer to come soon. */
    private static final int BATCH = 8;

    @Mixin
    Common common = new Common();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Option(names = "--json", description = "One JSON object a line: {\"uri\", \"labels\": all classes, best first}.")
    boolean json;

    @Option(
            names = "--features",
            description = "With --json: adds the numbers behind the scores, base64 of little-endian float32.")
    boolean features;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "JPEG, PNG or WebP files.")
    List<Path> files = List.of();

    @Override
    public Integer call()
            throws CommandException, ModelException, ClassifierException, IOException, InterruptedException {
        if (features && !json) {
            throw new CommandException("--features: are only printed with --json");
        }
        Configuration configuration = common.configuration(modelOption);
        Model model = Models.open(configuration, Progress.onStandardError());
        ImageDecoder decoder = new ImageDecoder(configuration.decode(), Models.target(model));
        InferSettings infer =
                configuration.infer(Math.min(BATCH, files.size()), WarmUp.NONE).withFeatures(features);
        try (Classifier classifier = Classifiers.openOne(model, infer)) {
            return classify(decoder, classifier, infer.maxBatch());
        }
    }

    private int classify(ImageDecoder decoder, Classifier classifier, int batch) throws ClassifierException {
        boolean failed = false;
        List<Path> names = new ArrayList<>();
        List<DecodedImage> images = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            try {
                images.add(decoder.decode(Files.readAllBytes(file)));
                names.add(file);
            } catch (IOException e) {
                failed = true;
                common.err().println("error: " + file + ": cannot be read: " + e);
            } catch (ImageException e) {
                failed = true;
                common.err()
                        .println("error: " + file + ": " + e.rejected().reason().code() + ": "
                                + e.rejected().detail());
            }
            if (images.size() == batch || (i == files.size() - 1 && !images.isEmpty())) {
                List<Scores> scores = classifier.classify(
                        images.stream().map(DecodedImage::pixels).toList());
                for (int j = 0; j < scores.size(); j++) {
                    print(names.get(j), scores.get(j));
                }
                names.clear();
                images.clear();
            }
        }
        common.err().flush();
        return failed ? 1 : 0;
    }

    private void print(Path file, Scores scores) {
        PrintWriter out = common.out();
        List<Scores.Ranked> all = scores.top(Integer.MAX_VALUE);
        if (json) {
            List<Object> fields = new ArrayList<>(List.of(
                    "uri",
                    file.toUri().toString(),
                    "labels",
                    all.stream()
                            .map(r -> new Labelled.Label(r.label(), r.index(), r.score()))
                            .toList()));
            float[] values = scores.features();
            if (values != null) {
                fields.addAll(List.of("features", Features.of(values).base64()));
            }
            out.println(Json.object(fields.toArray()));
        } else {
            out.println(file);
            all.stream()
                    .limit(5)
                    .forEach(r -> out.println(String.format(Locale.ROOT, "    %.4f  %s", r.score(), r.label())));
        }
        out.flush();
    }
}
