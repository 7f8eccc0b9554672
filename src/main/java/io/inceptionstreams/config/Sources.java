package io.inceptionstreams.config;

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
 * Collects assignments from the sources, later ones over earlier ones, and refuses keys that nobody knows. Problems are
 * gathered, so that a user hears of all of them at once.
 */
final class Sources {

    static final String KAFKA_PREFIX = "kafka.";

    private static final String KAFKA_VARIABLE_PREFIX = Key.ENVIRONMENT_PREFIX + "KAFKA_";

    /** Kafka's names for what has a key here: two ways to say one thing would need a rule for which of them wins. */
    private static final Map<String, String> OWN_KEYS = Map.of(
            "kafka.application.id", Keys.APPLICATION_ID.name(),
            "kafka.processing.guarantee", Keys.GUARANTEE.name(),
            "kafka.group.protocol", Keys.GROUP_PROTOCOL.name(),
            "kafka.num.stream.threads", Keys.STREAM_THREADS.name());

    private final Map<String, Assignment> assignments = new TreeMap<>();
    private final List<String> problems;

    Sources(List<String> problems) {
        this.problems = problems;
    }

    /** The winning assignments by key, in alphabetical order. */
    Map<String, Assignment> assignments() {
        return assignments;
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
                put(new Assignment(key, text, variable));
            } else if (variable.startsWith(KAFKA_VARIABLE_PREFIX)) {
                put(new Assignment(kafkaKey(variable), text, variable));
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
                put(new Assignment(flag.substring(0, equals).strip(), flag.substring(equals + 1), "--set"));
            }
        }
    }

    private void put(Assignment assignment) {
        String key = assignment.key();
        String own = OWN_KEYS.get(key);
        if (own != null) {
            problems.add(key + " (" + assignment.source() + "): set " + own + " instead");
        } else if (isKnown(key)) {
            assignments.put(key, assignment);
        } else {
            List<String> names = Keys.all().stream().<String>map(Key::name).toList();
            problems.add(key + " (" + assignment.source() + "): unknown key" + suggestion(key, names));
        }
    }

    private static boolean isKnown(String key) {
        return Keys.all().stream().anyMatch(known -> known.name().equals(key))
                || (key.startsWith(KAFKA_PREFIX) && key.length() > KAFKA_PREFIX.length());
    }

    /** Kafka's names have dots only: {@code INCEPTION_KAFKA_BOOTSTRAP_SERVERS} is {@code kafka.bootstrap.servers}. */
    private static String kafkaKey(String variable) {
        return variable.substring(Key.ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
    }

    private static String suggestion(String name, Collection<String> known) {
        Optional<String> nearest = Nearest.to(name, known);
        return nearest.map(meant -> "; did you mean " + meant + "?").orElse("");
    }
}
