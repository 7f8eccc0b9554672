package io.inceptionstreams;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.config.SettingsException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every command that reads the configuration. */
final class Common {

    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec mixee;

    @Option(names = "--config", paramLabel = "FILE", description = "A .properties file with settings.")
    @Nullable
    Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting, over the file's and the environment's; 'config' lists all.")
    List<String> flags = List.of();

    /** An option of some commands that says what {@code --set} could say, and wins over it. */
    @FunctionalInterface
    interface Shortcut {

        /** {@code key=value}, or nothing if the option was not given. */
        Optional<String> setting();
    }

    /** The settings of this call. */
    Configuration configuration(Shortcut... shortcuts) throws CommandException {
        return new Configuration(settings(shortcuts));
    }

    /**
     * The settings of this call.
     *
     * @param defaults of the form {@code key=value}; everything overrides them
     * @param fixed nothing overrides them
     */
    Configuration configuration(List<String> defaults, List<String> fixed, Shortcut... shortcuts)
            throws CommandException {
        return new Configuration(settings(defaults, fixed, shortcuts));
    }

    Settings settings(Shortcut... shortcuts) throws CommandException {
        return settings(List.of(), List.of(), shortcuts);
    }

    private Settings settings(List<String> defaults, List<String> fixed, Shortcut... shortcuts)
            throws CommandException {
        List<String> all = new ArrayList<>(defaults);
        all.addAll(flags);
        for (Shortcut shortcut : shortcuts) {
            shortcut.setting().ifPresent(all::add);
        }
        all.addAll(fixed);
        try {
            return Settings.load(file, System.getenv(), all);
        } catch (SettingsException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The Kafka properties of a command that cannot do without a broker. */
    static Map<String, String> kafka(Configuration configuration) throws CommandException {
        if (!configuration.kafka().containsKey(BOOTSTRAP_SERVERS)) {
            throw new CommandException("where is Kafka? Give --bootstrap-servers HOST:PORT, or the setting kafka."
                    + BOOTSTRAP_SERVERS + "; 'broker' starts one for local work");
        }
        return configuration.kafka();
    }

    PrintWriter out() {
        return spec().commandLine().getOut();
    }

    PrintWriter err() {
        return spec().commandLine().getErr();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(mixee, "picocli sets it");
    }
}
