package io.inceptionstreams.cli.model;

import io.inceptionstreams.modelbuild.LabelledFolder.Photo;
import io.inceptionstreams.modelbuild.head.HeadTraining;
import io.inceptionstreams.modelbuild.head.HeadTraining.Judged;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a training came to: accuracies, confusion, and the held-out photos that were taken for something else. */
final class HeadReport {

    /** Enough to see what goes wrong; the confusion matrix has them all. */
    private static final int LISTED = 100;

    private HeadReport() {}

    /**
     * @param root the folder of the classes, which is not repeated in the names of photos
     * @param photos by the ids of the examples
     */
    static void print(PrintWriter out, Path root, List<String> labels, List<Photo> photos, HeadTraining.Result result) {
        out.println(String.format(
                Locale.ROOT,
                "trained on %d photos (%.1f %% right), %d iterations; held out %d: accuracy %.1f %%",
                result.learned().size(),
                100 * HeadTraining.Result.accuracy(result.learned()),
                result.iterations(),
                result.heldOut().size(),
                100 * HeadTraining.Result.accuracy(result.heldOut())));
        printConfusion(out, labels, result.confusion());
        List<Judged> wrong = result.heldOut().stream()
                .filter(each -> !each.isRight())
                .sorted(Comparator.comparingInt(Judged::id))
                .toList();
        if (!wrong.isEmpty()) {
            out.println("held-out photos that were taken for something else:");
        }
        wrong.stream()
                .limit(LISTED)
                .forEach(each -> out.println(String.format(
                        Locale.ROOT,
                        "  %s is %s, was taken for %s (%.2f)",
                        root.relativize(photos.get(each.id()).file()),
                        labels.get(each.label()),
                        labels.get(each.taken()),
                        each.probability())));
        if (wrong.size() > LISTED) {
            out.println("  and " + (wrong.size() - LISTED) + " more");
        }
        out.flush();
    }

    private static void printConfusion(PrintWriter out, List<String> labels, int[][] confusion) {
        out.println("held-out photos, a row what they are, a column what they were taken for:");
        int width = labels.stream().mapToInt(String::length).max().orElse(1);
        for (int row = 0; row < labels.size(); row++) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-" + width + "s", labels.get(row)));
            for (int count : confusion[row]) {
                line.append(String.format(Locale.ROOT, " %5d", count));
            }
            out.println(line);
        }
    }
}
