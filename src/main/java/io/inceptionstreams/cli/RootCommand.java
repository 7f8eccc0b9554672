package io.inceptionstreams.cli;

import io.inceptionstreams.app.FailureText;
import io.inceptionstreams.util.Printable;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code inception-streams} and its commands. */
@Command(
        name = "inception-streams",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        description = "A Kafka topic of image references in, a Kafka topic of Inception-v3 labels out.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"inception-streams demo", "inception-streams run --help"})
public final class RootCommand {

    private RootCommand() {}

    /**
     * Runs a command line; the exit code. {@code LOG_LEVEL} is looked at before anything is logged.
     *
     * @param commands made after that: commands have loggers, and the first one fixes the level of all
     * @param prepare runs before the command does
     */
    public static int execute(Supplier<CommandLine> commands, Runnable prepare, String... args) {
        Optional<String> wrong = LogLevel.choose(System.getenv(LogLevel.VARIABLE), args);
        CommandLine line = commands.get();
        if (wrong.isPresent()) {
            line.getErr().println("error: " + wrong.get());
            line.getErr().flush();
            return CommandLine.ExitCode.USAGE;
        }
        prepare.run();
        return line.execute(args);
    }

    /** @param modelCommand {@code model}, which knows this package */
    public static CommandLine commandLine(Object modelCommand) {
        return reporting(new CommandLine(new RootCommand())
                .addSubcommand(new RunCommand())
                .addSubcommand(new DemoCommand())
                .addSubcommand(new BrokerCommand())
                .addSubcommand(new PublishCommand())
                .addSubcommand(new WatchCommand())
                .addSubcommand(new ClassifyCommand())
                .addSubcommand(modelCommand)
                .addSubcommand(new ConfigCommand()));
    }

    /** The same command line with this program's help, which takes constants in any case and reports failures. */
    public static CommandLine reporting(CommandLine commands) {
        HelpLayout.applyTo(commands);
        return commands.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()));
    }

    /** Expected failures are told in a line; for the others the log has the stack. */
    private static int report(Exception failure, PrintWriter err) {
        err.println(Printable.lines("error: " + FailureText.describe(failure)));
        err.flush();
        Logger log = LoggerFactory.getLogger(RootCommand.class);
        if (ErrorReport.isExpected(failure)) {
            log.debug("the command failed", failure);
        } else {
            log.error("the command failed in a way that it should not", failure);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = RootCommand.class.getPackage().getImplementationVersion();
            return new String[] {"inception-streams " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
