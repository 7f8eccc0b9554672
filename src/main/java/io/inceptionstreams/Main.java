package io.inceptionstreams;

import io.inceptionstreams.cli.RootCommand;
import io.inceptionstreams.cli.model.ModelCommand;
import io.inceptionstreams.infer.Natives;

/**
 * The program. Exit codes: 0, done; 1, it could not be done, and standard error says why; 2, the command line is wrong.
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(
                RootCommand.execute(() -> RootCommand.commandLine(new ModelCommand()), Natives::prepareProcess, args));
    }
}
