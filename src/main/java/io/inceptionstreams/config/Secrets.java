package io.inceptionstreams.config;

import io.inceptionstreams.image.fetch.RequestHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which values are never shown, and how they are kept out of files and flags. */
final class Secrets {

    static final String REDACTED = "[redacted]";

    private static final int MAX_FILE_BYTES = 64 << 10;

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|env):([^}]*)}");

    /** Parts of the names of Kafka's settings that hold secrets, and of any of ours to come. */
    private static final List<String> SECRET_NAMES = List.of(
            "password", "passphrase", "secret", "sasl.jaas", "credential", "keystore.key", RequestHeaders.PREFIX);

    private Secrets() {}

    static boolean isSecret(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return SECRET_NAMES.stream().anyMatch(name::contains);
    }

    /**
     * Puts a file's content for {@code ${file:PATH}} and a variable's for {@code ${env:NAME}}, anywhere in the text and
     * once: what was put in is not searched again. Other {@code ${...}} stay, for Kafka's own configuration providers.
     *
     * @throws IllegalArgumentException that names the file or variable, and never its content
     */
    static String expand(String text, Map<String, String> environment) {
        StringBuilder expanded = new StringBuilder();
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(2);
            String content = matcher.group(1).equals("file") ? content(name) : variable(name, environment);
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(content));
        }
        matcher.appendTail(expanded);
        return expanded.toString();
    }

    private static String variable(String name, Map<String, String> environment) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        return value;
    }

    private static String content(String path) {
        try (InputStream file = Files.newInputStream(Path.of(path))) {
            byte[] bytes = file.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("the file " + path + " is longer than " + MAX_FILE_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the file " + path + " is not UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + path + " cannot be read: " + e, e);
        }
    }
}
