package io.inceptionstreams.config;

import io.inceptionstreams.image.fetch.RequestHeaders;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the raw settings from the sources, later ones over earlier ones, and refuses unknown keys. Problems are
 * gathered, so that a user hears of all of them at once.
 */
final class SettingsSources {

    static final String KAFKA_PREFIX = "kafka.";

    /** What stands before keys that a user completes: with a property of Kafka, or a host. */
    private static final List<String> PREFIXES = List.of(KAFKA_PREFIX, RequestHeaders.PREFIX);

    private static final String KAFKA_VARIABLE_PREFIX = Key.ENVIRONMENT_PREFIX + "KAFKA_";

    /** Kafka's names for what has a key here: two ways to say one thing would need a rule for which of them wins. */
    private static final Map<String, String> OWN_KEYS = Map.of(
            "kafka.application.id", Keys.APPLICATION_ID.name(),
            "kafka.processing.guarantee", Keys.GUARANTEE.name(),
            "kafka.group.protocol", Keys.GROUP_PROTOCOL.name(),
            "kafka.num.stream.threads", Keys.STREAM_THREADS.name());

    private final Map<String, RawSetting> rawSettings = new TreeMap<>();
    private final List<String> problems;

    SettingsSources(List<String> problems) {
        this.problems = problems;
    }

    /** The winning raw settings by key, in alphabetical order. */
    Map<String, RawSetting> rawSettings() {
        return rawSettings;
    }

    void file(@Nullable Path file) {
        if (file != null) {
            PropertiesFile.read(file, problems).forEach(this::put);
        }
    }

    void environment(Map<String, String> environment) {
        Map<String, String> keys = new HashMap<>();
        Keys.all().forEach(key -> keys.put(key.environmentVariable(), key.name()));
        new TreeMap<>(environment).forEach((variable, text) -> {
            String key = keys.get(variable);
            if (key != null) {
                put(new RawSetting(key, text, variable));
            } else if (variable.startsWith(KAFKA_VARIABLE_PREFIX)) {
                put(new RawSetting(kafkaKey(variable), text, variable));
            } else if (variable.startsWith(Key.ENVIRONMENT_PREFIX)) {
                problems.add(variable + " (environment): unknown variable" + suggestion(variable, keys.keySet()));
            }
        });
    }

    /** @param flags {@code key=value} each, from {@code --set}; the last of two equal keys wins, as on any command line */
    void flags(List<String> flags) {
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            if (equals < 1) {
                problems.add("--set " + (Secrets.isSecret(flag) ? Secrets.REDACTED : flag) + ": expected key=value");
            } else {
                put(new RawSetting(flag.substring(0, equals).strip(), flag.substring(equals + 1), "--set"));
            }
        }
    }

    private void put(RawSetting rawSetting) {
        String key = rawSetting.key();
        String own = OWN_KEYS.get(key);
        if (own != null) {
            problems.add(key + " (" + rawSetting.source() + "): set " + own + " instead");
        } else if (isKnown(key)) {
            rawSettings.put(key, rawSetting);
        } else {
            List<String> names = Keys.all().stream().<String>map(Key::name).toList();
            problems.add(key + " (" + rawSetting.source() + "): unknown key" + suggestion(key, names));
        }
    }

    private static boolean isKnown(String key) {
        return Keys.all().stream().anyMatch(known -> known.name().equals(key))
                || PREFIXES.stream().anyMatch(prefix -> key.startsWith(prefix) && key.length() > prefix.length());
    }

    /** Kafka's names have dots only: {@code INCEPTION_KAFKA_BOOTSTRAP_SERVERS} is {@code kafka.bootstrap.servers}. */
    private static String kafkaKey(String variable) {
        return variable.substring(Key.ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
    }

    private static String suggestion(String name, Collection<String> known) {
        Optional<String> nearest = Suggestion.to(name, known);
        return nearest.map(meant -> "; did you mean " + meant + "?").orElse("");
    }
}
