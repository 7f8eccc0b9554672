package io.inceptionstreams;

import io.inceptionstreams.infer.Natives;
import java.io.PrintWriter;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program. Exit codes: 0, done; 1, it could not be done, and standard error says why; 2, the command line is wrong.
 */
@Command(
        name = "inception-streams",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "A Kafka topic of image references in, a Kafka topic of Inception-v3 labels out.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            BrokerCommand.class,
            PublishCommand.class,
            WatchCommand.class,
            ClassifyCommand.class,
            ModelCommand.class,
            LedgerCommand.class,
            BenchCommand.class,
            BaselineCommand.class,
            ConfigCommand.class
        })
final class Main {

    /** These run until they are stopped, and tell how they are. */
    private static final Set<String> TALKATIVE = Set.of("run", "broker");

    private Main() {}

    public static void main(String[] args) {
        boolean talkative = args.length > 0 && TALKATIVE.contains(args[0]);
        if (!talkative) {
            System.setProperty("inception.log.libraries", "ERROR");
        } else if (System.getenv("LOG_LEVEL") == null) {
            System.setProperty("inception.log.level", "INFO");
        }
        Natives.prepareProcess();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()));
    }

    /** Expected failures are told in a line; for the others the log has the stack. */
    private static int report(Exception failure, PrintWriter err) {
        err.println("error: " + Errors.describe(failure));
        err.flush();
        Logger log = LoggerFactory.getLogger(Main.class);
        if (Errors.isExpected(failure)) {
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
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"inception-streams " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
