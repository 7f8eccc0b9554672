package io.inceptionstreams.cli.model;

import io.inceptionstreams.network.Description;
import io.inceptionstreams.network.InceptionV3;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code model describe}: the network in figures. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Prints the network's stages with shapes and parameters, and what each factorisation saves.",
        footer = "inception-streams model describe --head 256,128,5")
final class DescribeCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--head",
            split = ",",
            paramLabel = "N,...",
            defaultValue = "1000",
            description = "Units of the dense layers, the last ones are the classes; 256,128,5 is the default "
                    + "model's (default: ${DEFAULT-VALUE}, as Keras).")
    List<Integer> head = List.of(1000);

    @Option(names = "--json", description = "One JSON object.")
    boolean json;

    @Override
    public Integer call() {
        Description description;
        try {
            description = Description.of(InceptionV3.assemble(head), false);
        } catch (IllegalArgumentException e) {
            PrintWriter err = commandLine().getErr();
            err.println("error: --head: " + e.getMessage());
            err.flush();
            return 1;
        }
        PrintWriter out = commandLine().getOut();
        out.print(json ? NetworkTable.json(description) : NetworkTable.table(description));
        out.flush();
        return 0;
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "picocli sets it").commandLine();
    }
}
