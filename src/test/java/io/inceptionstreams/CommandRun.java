package io.inceptionstreams;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** A command's exit code and what it printed, run within this JVM. */
record CommandRun(int exit, String out, String err) {

    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new CommandRun(exit, out.toString(), err.toString());
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
