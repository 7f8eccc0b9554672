package io.inceptionstreams.config;

import io.inceptionstreams.image.fetch.RequestHeaders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of this process, read and checked once. Immutable.
 *
 * <p>Sources, each over the one before: the defaults in {@link Keys}, a {@code .properties} file, environment variables
 * ({@code INCEPTION_} and the key in capitals, with {@code _} for {@code .} and {@code -}), and flags. A value may refer
 * to {@code ${file:PATH}} or {@code ${env:NAME}}.
 */
public final class Settings {

    private final Map<Key<?>, Object> values;
    private final Map<String, String> completed;
    private final List<Entry> entries;

    /** @param completed texts by whole key, where a user completes the key with a property of Kafka, or a host */
    private Settings(Map<Key<?>, Object> values, Map<String, String> completed, List<Entry> entries) {
        this.values = values;
        this.completed = completed;
        this.entries = entries;
    }

    /**
     * @param file null for none
     * @param environment all variables of the process; those that do not begin with {@code INCEPTION_} are only looked at
     *     for {@code ${env:NAME}}
     * @param flags {@code key=value} each
     * @throws SettingsException that names every problem there is
     */
    public static Settings load(@Nullable Path file, Map<String, String> environment, List<String> flags)
            throws SettingsException {
        List<String> problems = new ArrayList<>();
        SettingsSources sources = new SettingsSources(problems);
        sources.file(file);
        sources.environment(environment);
        sources.flags(flags);

        Map<String, RawSetting> given = new TreeMap<>(sources.rawSettings());
        Map<Key<?>, RawSetting> chosen = new LinkedHashMap<>();
        for (Key<?> key : Keys.all()) {
            RawSetting rawSetting = given.remove(key.name());
            chosen.put(key, rawSetting == null ? RawSetting.standard(key) : rawSetting);
        }
        Keys.ordered().forEach(pair -> pair.settle(chosen, environment));
        Map<Key<?>, Object> values = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        chosen.forEach((key, rawSetting) -> {
            entries.add(Entry.of(rawSetting));
            try {
                values.put(key, key.type().parse(Secrets.expand(rawSetting.text(), environment)));
            } catch (IllegalArgumentException e) {
                problems.add(rawSetting.problem(String.valueOf(e.getMessage())));
            }
        });
        Map<String, String> completed = new LinkedHashMap<>();
        given.forEach((name, rawSetting) -> {
            entries.add(Entry.of(rawSetting));
            try {
                completed.put(name, Secrets.expand(rawSetting.text(), environment));
            } catch (IllegalArgumentException e) {
                problems.add(rawSetting.problem(String.valueOf(e.getMessage())));
            }
        });
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Settings(values, completed, List.copyOf(entries));
    }

    /** The value of a key. */
    @SuppressWarnings("unchecked") // load() put what the key's own type had parsed
    public <T> T get(Key<T> key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("key " + key.name() + ": is not in the table");
        }
        return (T) value;
    }

    /** The properties for Kafka Streams and its clients, without {@code kafka.} before their names. Has secrets. */
    public Map<String, String> kafka() {
        return behind(SettingsSources.KAFKA_PREFIX);
    }

    /** What stands behind {@code fetch.headers.}, and its text. Has secrets. */
    public Map<String, String> fetchHeaders() {
        return behind(RequestHeaders.PREFIX);
    }

    private Map<String, String> behind(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        completed.forEach((key, text) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), text);
            }
        });
        return Collections.unmodifiableMap(found);
    }

    /** All settings as a user may see them, with where each came from. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * One setting as a user may see it.
     *
     * @param value as it was given: secrets are redacted, {@code ${file:...}} is not replaced
     * @param source {@code file:line}, an environment variable, a flag, or {@code default}
     */
    public record Entry(String key, String value, String source) {

        private static Entry of(RawSetting rawSetting) {
            return new Entry(rawSetting.key(), rawSetting.shownText(), rawSetting.source());
        }
    }

    /** The table of keys in Markdown. */
    public static String describe() {
        StringBuilder table = new StringBuilder("| Key | Type | Default | What it is |\n|---|---|---|---|\n");
        for (Key<?> key : Keys.all()) {
            String standard = key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`";
            row(table, "`" + key.name() + "`", key.type().name(), standard, key.description());
        }
        row(
                table,
                "`" + RequestHeaders.PREFIX + "HOST`",
                "string",
                "",
                "Headers that requests to one host have, `Name: value`, one a line:"
                        + " [sources](sources.md#headers-for-a-host)");
        row(
                table,
                "`kafka.*`",
                "string",
                "",
                "Any property of Kafka Streams and its clients, such as `kafka.bootstrap.servers` or"
                        + " `kafka.main.consumer.fetch.max.bytes`");
        return table.toString();
    }

    private static void row(StringBuilder table, String... cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
