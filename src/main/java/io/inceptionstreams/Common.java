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

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "The model to serve, the folder of its versions, or an archive's address (setting model).")
    @Nullable
    String model;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "Where Kafka is (setting kafka.bootstrap.servers).")
    @Nullable
    String bootstrapServers;

    /** The settings of this call. */
    Configuration configuration() throws CommandException {
        return configuration(List.of());
    }

    /** The settings of this call, over {@code defaults}, which are settings of the form {@code key=value}. */
    Configuration configuration(List<String> defaults) throws CommandException {
        return new Configuration(settings(defaults));
    }

    /** The same, with settings that nothing overrides. */
    Configuration configuration(List<String> defaults, List<String> fixed) throws CommandException {
        return new Configuration(settings(defaults, fixed));
    }

    Settings settings(List<String> defaults) throws CommandException {
        return settings(defaults, List.of());
    }

    private Settings settings(List<String> defaults, List<String> fixed) throws CommandException {
        List<String> all = new ArrayList<>(defaults);
        all.addAll(flags);
        if (model != null) {
            all.add("model=" + model);
        }
        if (bootstrapServers != null) {
            all.add("kafka." + BOOTSTRAP_SERVERS + "=" + bootstrapServers);
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
