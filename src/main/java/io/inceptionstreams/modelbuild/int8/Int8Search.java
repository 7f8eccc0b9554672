package io.inceptionstreams.modelbuild.int8;

import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Classifiers;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.network.Form;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.Quantization;
import io.inceptionstreams.network.SavedModelExport;
import io.inceptionstreams.network.Tensor;
import io.inceptionstreams.network.Weights;
import io.inceptionstreams.util.Folders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Looks for a way to write a network in 8 bits that answers what float32 answers: the ranges that do best on the photos of
 * the calibration, and, where the photos that were held out say that this is not enough, float32 for the convolutions
 * whose 8 bits do most harm. Needs a CPU that multiplies 8 bits. Has float32's graph in a temporary folder until closed.
 */
public final class Int8Search implements AutoCloseable {

    /** Ranges hardly change behind these. */
    private static final int MOST_CALIBRATED = 256;

    private static final int LEAST_PHOTOS = 24;
    private static final int CHOOSING = 48;
    private static final int HARM_PHOTOS = 8;
    private static final int BATCH = 8;
    private static final int WORST_SHOWN = 5;

    /** How the network is written, whatever its precision. */
    public record Source(Network network, Numerics numerics, Weights weights, Form form) {

        /** The weights are read once; there are a hundred graphs to write where some layers stay float32. */
        private Source inMemory() {
            Map<Tensor, float[]> read = new HashMap<>();
            return new Source(
                    network,
                    numerics,
                    tensor -> read.computeIfAbsent(tensor, weights::values).clone(),
                    form);
        }
    }

    private final Source source;
    private final Metadata metadata;
    private final InferSettings infer;
    private final Progress progress;
    private final Path judge;

    private Int8Search(Source source, Metadata metadata, InferSettings infer, Progress progress, Path judge) {
        this.source = source;
        this.metadata = metadata.withInt8(new Metadata.Int8(Metadata.Int8.MOST));
        this.infer = infer;
        this.progress = progress;
        this.judge = judge;
    }

    /**
     * @param metadata of the model in float32
     * @throws ModelException also when this CPU does not multiply 8 bits
     */
    public static Int8Search open(Source source, Metadata metadata, InferSettings infer, Progress progress)
            throws IOException, ModelException {
        Source kept = source.inMemory();
        Int8Search search = new Int8Search(
                kept, metadata, infer, progress, Files.createTempDirectory("inception-streams-float32-"));
        try {
            try {
                String unused = Classifiers.describePrecision(
                        Model.draft(search.judge, search.metadata), infer.onceOnTheCpu(BATCH));
            } catch (IllegalArgumentException | ClassifierException e) {
                throw new ModelException("--precision int8: " + e.getMessage(), e);
            }
            try (OutputStream out = graph(search.judge)) {
                SavedModelExport.writeObserved(kept.network(), kept.numerics(), kept.weights(), kept.form(), out);
            }
            return search;
        } catch (IOException | ModelException | RuntimeException e) {
            search.close();
            throw e;
        }
    }

    /** A folder with float32's graph. */
    public Path judge() {
        return judge;
    }

    /** @throws ModelException when no way was found, with what came nearest */
    public Quantization find(Calibration calibration) throws IOException, ModelException {
        List<String> ignored = new ArrayList<>();
        Photos all = Photos.in(calibration.photos(), metadata.preprocessing(), ignored);
        ignored.forEach(line -> progress.step("Left out: " + line));
        if (all.size() < LEAST_PHOTOS) {
            throw new ModelException("--calibration: " + calibration.photos() + " has " + all.size()
                    + " different photos that decode, " + LEAST_PHOTOS + " are needed at least");
        }
        Photos calibrated = all.heldOut(false).first(MOST_CALIBRATED);
        Photos heldOut = all.heldOut(true);
        try {
            progress.step("Watching the activations of " + calibrated.size() + " photos");
            Model full = Model.draft(judge, metadata.withoutInt8());
            Observed observed = Observed.of(source.network(), full, calibrated, infer, progress);
            Photos few = calibrated.first(CHOOSING);
            Quantization chosen = chosen(observed, few, scores(full, few));
            progress.step("Comparing " + heldOut.size() + " photos that were held out");
            List<Scores> expected = scores(full, heldOut);
            Agreement agreement = agreement(chosen, heldOut, expected);
            report(calibration, agreement, heldOut);
            if (calibration.accepts(agreement)) {
                return chosen;
            }
            return partly(chosen, calibration, calibrated.first(HARM_PHOTOS), heldOut, expected);
        } catch (ClassifierException e) {
            throw new ModelException("--precision int8: " + e.getMessage(), e);
        }
    }

    private Quantization chosen(Observed observed, Photos photos, List<Scores> expected)
            throws IOException, ClassifierException {
        Quantization best = observed.quantization(RangeChoice.MAXIMUM);
        double least = Double.POSITIVE_INFINITY;
        for (RangeChoice choice : RangeChoice.values()) {
            Quantization quantization = observed.quantization(choice);
            double difference = agreement(quantization, photos, expected).meanDifference();
            progress.step(String.format(
                    Locale.ROOT,
                    "Ranges up to the %s: mean difference %.4f on %d photos of the calibration",
                    choice,
                    difference,
                    photos.size()));
            if (difference < least) {
                least = difference;
                best = quantization;
            }
        }
        return best;
    }

    /** With twice as many convolutions in float32 each time, those first that do most harm in 8 bits. */
    private Quantization partly(
            Quantization quantization, Calibration calibration, Photos few, Photos heldOut, List<Scores> expected)
            throws IOException, ClassifierException, ModelException {
        List<String> byHarm = byHarm(quantization, few);
        Agreement agreement = new Agreement(List.of());
        for (int kept = 2; kept <= byHarm.size() / 2; kept *= 2) {
            Set<String> inFull = new LinkedHashSet<>(byHarm.subList(0, kept));
            Quantization some = quantization.keeping(inFull);
            agreement = agreement(some, heldOut, expected);
            progress.step("In float32: " + String.join(", ", inFull));
            report(calibration, agreement, heldOut);
            if (calibration.accepts(agreement)) {
                return some;
            }
        }
        throw new ModelException(String.format(
                Locale.ROOT,
                "--precision int8: with half of the convolutions in float32, %.4f of the photos have the same first"
                        + " label (at least %s is asked for), and the mean difference is %.4f (at most %s)",
                agreement.sameLabel(),
                calibration.sameLabel(),
                agreement.meanDifference(),
                calibration.meanDifference()));
    }

    private List<String> byHarm(Quantization quantization, Photos few) throws IOException, ClassifierException {
        progress.step("Trying each convolution in float32");
        List<Scores> expected = scores(Model.draft(judge, metadata.withoutInt8()), few);
        Map<String, Double> differences = new TreeMap<>();
        List<String> convolutions =
                List.copyOf(Quantization.groups(source.network()).keySet());
        for (String convolution : convolutions) {
            Agreement agreement = agreement(quantization.keeping(Set.of(convolution)), few, expected);
            differences.put(convolution, agreement.meanDifference());
            progress.advance(differences.size(), convolutions.size());
        }
        return convolutions.stream()
                .sorted(Comparator.comparing(name -> differences.getOrDefault(name, 0.0)))
                .toList();
    }

    private Agreement agreement(Quantization quantization, Photos photos, List<Scores> expected)
            throws IOException, ClassifierException {
        Path folder = Files.createTempDirectory("inception-streams-int8-");
        try {
            try (OutputStream out = graph(folder)) {
                write(quantization, out);
            }
            return Agreement.of(expected, scores(Model.draft(folder, metadata), photos));
        } finally {
            Folders.delete(folder);
        }
    }

    /** Writes the graph in 8 bits. */
    public void write(Quantization quantization, OutputStream out) throws IOException {
        SavedModelExport.write(source.network(), source.numerics(), source.weights(), source.form(), quantization, out);
    }

    private static OutputStream graph(Path folder) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(folder.resolve(ModelFolder.SAVED_MODEL)));
    }

    private List<Scores> scores(Model model, Photos photos) throws IOException, ClassifierException {
        List<Scores> scores = new ArrayList<>();
        try (Classifier classifier = Classifiers.openOne(model, infer.onceOnTheCpu(BATCH))) {
            List<ByteBuffer> batch = new ArrayList<>();
            for (int i = 0; i < photos.size(); i++) {
                batch.add(photos.pixels(i));
                if (batch.size() == BATCH || i == photos.size() - 1) {
                    scores.addAll(classifier.classify(batch));
                    batch.clear();
                }
            }
        }
        return scores;
    }

    private void report(Calibration calibration, Agreement agreement, Photos photos) {
        progress.step(String.format(
                Locale.ROOT,
                "%s: %d of %d photos have the same first label, at least %s of them must; the mean of each photo's"
                        + " largest difference is %.4f, at most %s is accepted",
                calibration.accepts(agreement) ? "Agrees with float32" : "Does not agree with float32",
                Math.round(agreement.sameLabel() * photos.size()),
                photos.size(),
                calibration.sameLabel(),
                agreement.meanDifference(),
                calibration.meanDifference()));
        Map<String, List<Agreement.Compared>> byLabel = agreement.photos().stream()
                .collect(Collectors.groupingBy(Agreement.Compared::label, TreeMap::new, Collectors.toList()));
        byLabel.forEach((label, some) -> progress.step(String.format(
                Locale.ROOT,
                "  %s: %d of %d, mean difference %.4f",
                label,
                some.stream().filter(Agreement.Compared::agrees).count(),
                some.size(),
                new Agreement(some).meanDifference())));
        agreement
                .worst(WORST_SHOWN)
                .forEach(worst -> progress.step(String.format(
                        Locale.ROOT,
                        "  difference %.4f: %s (%s%s)",
                        worst.difference(),
                        photos.file(worst.photo()),
                        worst.label(),
                        worst.agrees() ? "" : ", in int8 " + worst.other())));
    }

    @Override
    public void close() throws IOException {
        Folders.delete(judge);
    }
}
