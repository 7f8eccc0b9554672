package io.inceptionstreams.lab;

import io.inceptionstreams.cli.RootCommand;
import io.inceptionstreams.infer.Natives;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The laboratory: measures the program and proves what it promises. Not in the jar, nor in its image. Exit codes as the
 * program's.
 */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = "Measures inception-streams on this machine, and checks its delivery guarantee.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"scripts/bench --help", "scripts/bench bombs --help", "scripts/ledger --help"})
public final class LabMain {

    private LabMain() {}

    public static void main(String[] args) {
        System.exit(RootCommand.execute(LabMain::commandLine, Natives::prepareProcess, args));
    }

    public static CommandLine commandLine() {
        return RootCommand.reporting(new CommandLine(new LabMain())
                .addSubcommand(new LedgerCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new BombsCommand())
                .addSubcommand(new BaselineCommand())
                .addSubcommand(new SubjectCommand()));
    }
}
