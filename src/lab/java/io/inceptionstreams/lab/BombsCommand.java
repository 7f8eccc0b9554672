package io.inceptionstreams.lab;

import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.lab.bombs.Bomb;
import io.inceptionstreams.lab.bombs.Bombs;
import io.inceptionstreams.lab.bombs.DecodeCost;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bombs}: what costly images cost here. Exit code 1 when one is over the bar. */
@Command(
        name = "bombs",
        mixinStandardHelpOptions = true,
        description = {
            "Generates images that cost much more than their pixels, at most 20 MB each, decodes them with the default"
                    + " limits, and prints what each costs: bytes, processor time, resident memory, outcome. On Linux.",
            "'OVER' marks what takes more than 2 s of a processor or 256 MB."
        },
        footer = "scripts/bench bombs progressive")
final class BombsCommand implements Callable<Integer> {

    private static final double MOST_MILLIS = 2000;
    private static final double MOST_BYTES = 256e6;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            defaultValue = "",
            description = "Only those that have this in their name (default: all).")
    String word = "";

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ImageDecoder decoder =
                new ImageDecoder(DecodeSettings.defaults(), new Target(299, 299, Target.Interpolation.BILINEAR));
        int over = 0;
        for (Bomb bomb : Bombs.all()) {
            if (bomb.toString().contains(word)) {
                DecodeCost cost = DecodeCost.of(decoder, bomb.bytes().get());
                boolean isOver = cost.cpuMillis() > MOST_MILLIS || cost.peakBytes() > MOST_BYTES;
                over += isOver ? 1 : 0;
                out.printf(
                        Locale.ROOT,
                        "%-58s %8d B %5.0f ms %5.0f MB %4s  %s%n",
                        bomb,
                        cost.bytes(),
                        cost.cpuMillis(),
                        cost.peakBytes() / 1e6,
                        isOver ? "OVER" : "",
                        cost.outcome());
                out.flush();
            }
        }
        return over == 0 ? 0 : 1;
    }
}
