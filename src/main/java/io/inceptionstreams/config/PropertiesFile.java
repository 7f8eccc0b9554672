package io.inceptionstreams.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A {@code .properties} file in UTF-8, with the line of each key. {@link Properties} decodes each entry (escapes,
 * separators, continuation lines); on its own it would forget the line, and let the second of two equal keys win.
 */
final class PropertiesFile {

    private static final long MAX_BYTES = 1 << 20;

    private PropertiesFile() {}

    /** The entries that could be read; what could not is added to {@code problems}. */
    static List<RawSetting> read(Path file, List<String> problems) {
        List<String> lines;
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.add(file + ": is longer than " + MAX_BYTES + " bytes");
                return List.of();
            }
            lines = Files.readString(file).lines().toList();
        } catch (CharacterCodingException e) {
            problems.add(file + ": is not UTF-8");
            return List.of();
        } catch (IOException e) {
            problems.add(file + ": cannot be read: " + e);
            return List.of();
        }
        List<RawSetting> entries = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith("!")) {
                continue;
            }
            String source = file + ":" + (i + 1);
            StringBuilder entry = new StringBuilder(lines.get(i));
            while (continues(lines.get(i)) && i + 1 < lines.size()) {
                i++;
                entry.append('\n').append(lines.get(i));
            }
            for (RawSetting rawSetting : decode(entry.toString(), source, problems)) {
                String earlier = seen.putIfAbsent(rawSetting.key(), source);
                if (earlier == null) {
                    entries.add(rawSetting);
                } else {
                    problems.add(rawSetting.key() + " (" + source + "): is already set at " + earlier);
                }
            }
        }
        return entries;
    }

    /** Whether the line ends in a backslash that no other backslash escapes. */
    private static boolean continues(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static List<RawSetting> decode(String entry, String source, List<String> problems) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(entry));
        } catch (IllegalArgumentException e) {
            problems.add(source + ": " + e.getMessage());
            return List.of();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
        return properties.stringPropertyNames().stream()
                .map(key -> new RawSetting(key, properties.getProperty(key), source))
                .toList();
    }
}
