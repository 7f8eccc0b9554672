package io.inceptionstreams.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_DESCRIPTION;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_PARAMETER_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * How help looks. Picocli's own layout breaks names such as {@code fetch.file-roots} behind a dot or a hyphen, and would
 * repeat the environment's variables in the annotations of each command. A command's footer holds its examples.
 */
final class HelpLayout {

    static final int WIDTH = 80;

    private static final int WIDEST_NAME = 24;

    private static final Map<String, String> EXIT_CODES = rows(
            "0", "Done.",
            "1", "It could not be done, and standard error says why.",
            "2", "The command line or LOG_LEVEL is wrong.");

    private static final Map<String, String> ENVIRONMENT = rows(
            "JAVA_OPTS",
            "Options for the JVM, such as -Xmx1g.",
            LogLevel.VARIABLE,
            "What this program logs on standard error: " + String.join(", ", LogLevel.NAMES)
                    + " (default: INFO for run and broker, WARN for other commands).",
            "INCEPTION_...",
            "A setting, over the file of --config and below --set: INCEPTION_BATCH_MAX_SIZE is batch.max-size,"
                    + " INCEPTION_KAFKA_BOOTSTRAP_SERVERS is kafka.bootstrap.servers.",
            "XDG_CACHE_HOME",
            "Where models and native libraries are unpacked to (default: ~/.cache).",
            "AWS_...",
            "For models at s3:// addresses. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN sign the"
                    + " requests (default: not signed); AWS_REGION or AWS_DEFAULT_REGION (default: us-east-1) and"
                    + " AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL (default: AWS) say where they go.",
            "TF_...",
            "TensorFlow's own. TF_ENABLE_ONEDNN_OPTS and TF_CPP_MIN_LOG_LEVEL are 1 unless they are set.");

    private HelpLayout() {}

    /** Lays out the help of a command and of all below it. */
    static void applyTo(CommandLine command) {
        Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>(command.getHelpSectionMap());
        sections.put(SECTION_KEY_SYNOPSIS, help -> synopsis(help.commandSpec()));
        sections.put(SECTION_KEY_DESCRIPTION, help -> description(help.commandSpec()));
        sections.put(SECTION_KEY_PARAMETER_LIST, help -> arguments(help.commandSpec()));
        sections.put(SECTION_KEY_OPTION_LIST, help -> options(help.commandSpec()));
        sections.put(SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        sections.put(SECTION_KEY_COMMAND_LIST, HelpLayout::commands);
        sections.put(SECTION_KEY_FOOTER, help -> footer(help.commandSpec()));
        command.setHelpSectionMap(sections);
        command.setUsageHelpWidth(WIDTH);
        command.getSubcommands().values().forEach(HelpLayout::applyTo);
    }

    /** What must be given; the options that may be are listed below. */
    private static String synopsis(CommandSpec command) {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName()));
        command.options().stream()
                .filter(OptionSpec::required)
                .forEach(option -> words.add(option.longestName() + "=" + option.paramLabel()));
        words.add(command.subcommands().isEmpty() ? "[OPTIONS]" : "COMMAND [OPTIONS]");
        command.positionalParameters().forEach(argument -> words.add(name(argument)));
        return String.join(" ", words) + "\n";
    }

    private static String description(CommandSpec command) {
        WrappedText text = text().line("");
        for (String paragraph : command.usageMessage().description()) {
            text.paragraph(paragraph);
        }
        return text.toString();
    }

    private static String arguments(CommandSpec command) {
        Map<String, String> rows = new LinkedHashMap<>();
        command.positionalParameters().forEach(argument -> rows.put(name(argument), words(argument)));
        return text().table("Arguments:", rows).toString();
    }

    private static String name(PositionalParamSpec argument) {
        String several = argument.arity().max() > 1 ? "..." : "";
        return argument.arity().min() == 0
                ? "[" + argument.paramLabel() + several + "]"
                : argument.paramLabel() + several;
    }

    private static String options(CommandSpec command) {
        Map<String, String> rows = new LinkedHashMap<>();
        command.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .forEach(option -> {
                    String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
                    rows.put(String.join(", ", option.names()) + value, words(option));
                });
        return text().table("Options:", rows).toString();
    }

    private static String commands(Help help) {
        Map<String, String> rows = new LinkedHashMap<>();
        help.subcommands()
                .forEach((name, subcommand) ->
                        rows.put(name, subcommand.commandSpec().usageMessage().description()[0]));
        return text().table("Commands:", rows).toString();
    }

    private static String footer(CommandSpec command) {
        WrappedText text = text();
        List<String> examples = List.of(command.usageMessage().footer());
        if (!examples.isEmpty()) {
            text.line("").line(examples.size() == 1 ? "Example:" : "Examples:");
            examples.forEach(example -> text.line("  " + example));
        }
        if (command.parent() == null) {
            text.table("Exit codes:", EXIT_CODES).table("Environment:", ENVIRONMENT);
        } else {
            text.line("")
                    .paragraph("Environment: JAVA_OPTS, " + LogLevel.VARIABLE + ", INCEPTION_... and others, which '"
                            + command.root().name() + " --help' explains.");
        }
        return text.toString();
    }

    private static String words(ArgSpec argument) {
        return String.join(" ", argument.description())
                + (argument.required() && argument.isOption() ? " (required)" : "");
    }

    private static WrappedText text() {
        return new WrappedText(WIDTH, WIDEST_NAME);
    }

    private static Map<String, String> rows(String... namesAndWords) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (int i = 0; i < namesAndWords.length; i += 2) {
            rows.put(namesAndWords[i], namesAndWords[i + 1]);
        }
        return rows;
    }
}
