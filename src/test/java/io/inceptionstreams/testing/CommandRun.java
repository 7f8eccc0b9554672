package io.inceptionstreams.testing;

import io.inceptionstreams.cli.RootCommand;
import io.inceptionstreams.cli.model.ModelCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** A command's exit code and what it printed, run within this JVM. */
public record CommandRun(int exit, String out, String err) {

    public static CommandRun of(String... arguments) {
        return of(RootCommand.commandLine(new ModelCommand()), arguments);
    }

    public static CommandRun of(CommandLine commands, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = commands.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new CommandRun(exit, out.toString(), err.toString());
    }

    public List<String> lines() {
        return out.lines().toList();
    }
}
