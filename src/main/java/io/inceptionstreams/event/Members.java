package io.inceptionstreams.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The members of one JSON object, each asked for by name and type. What is never asked for is unknown. One thread. */
final class Members {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final String pointer;
    private final ObjectNode node;
    private final Set<String> asked = new HashSet<>();

    /** @param pointer where the object is; empty for the whole value */
    Members(String pointer, ObjectNode node) {
        this.pointer = pointer;
        this.node = node;
    }

    String text(String name) throws InvalidEventException {
        return text(name, Integer.MAX_VALUE);
    }

    String text(String name, int maxCharacters) throws InvalidEventException {
        JsonNode member = member(name);
        if (member != null && member.isTextual()) {
            String text = member.textValue();
            int characters = Text.characters(text);
            if (characters >= 1 && characters <= maxCharacters && Text.isWellFormed(text)) {
                return text;
            }
        }
        String bound = maxCharacters == Integer.MAX_VALUE ? "" : " of at most " + maxCharacters + " characters";
        throw expected(name, "a string that is not empty" + bound);
    }

    String digest(String name) throws InvalidEventException {
        String digest = text(name);
        if (!DIGEST.matcher(digest).matches()) {
            throw expected(name, "a SHA-256 digest in lower-case hexadecimal");
        }
        return digest;
    }

    int integer(String name, int min) throws InvalidEventException {
        JsonNode member = member(name);
        if (member == null || !member.isInt() || member.intValue() < min) {
            throw expected(name, "an integer of at least " + min);
        }
        return member.intValue();
    }

    float score(String name) throws InvalidEventException {
        JsonNode member = member(name);
        if (member == null || !member.isNumber() || !(member.doubleValue() >= 0 && member.doubleValue() <= 1)) {
            throw expected(name, "a number from 0 to 1");
        }
        return member.floatValue();
    }

    double milliseconds(String name) throws InvalidEventException {
        JsonNode member = member(name);
        if (member == null
                || !member.isNumber()
                || !(member.doubleValue() >= 0 && Double.isFinite(member.doubleValue()))) {
            throw expected(name, "a number of at least 0");
        }
        return member.doubleValue();
    }

    /** False when there is none. */
    boolean flag(String name) throws InvalidEventException {
        JsonNode member = member(name);
        if (member != null && !member.isBoolean()) {
            throw expected(name, "true or false");
        }
        return member != null && member.booleanValue();
    }

    Members object(String name) throws InvalidEventException {
        if (!(member(name) instanceof ObjectNode object)) {
            throw expected(name, "an object");
        }
        return new Members(pointer + '/' + name, object);
    }

    List<Members> objects(String name, int max) throws InvalidEventException {
        JsonNode member = member(name);
        if (member == null || !member.isArray() || member.isEmpty() || member.size() > max) {
            throw expected(name, "an array of 1 to " + max + " objects");
        }
        List<Members> objects = new ArrayList<>();
        for (int i = 0; i < member.size(); i++) {
            if (!(member.get(i) instanceof ObjectNode object)) {
                throw expected(name + '/' + i, "an object");
            }
            objects.add(new Members(pointer + '/' + name + '/' + i, object));
        }
        return objects;
    }

    @Nullable
    ObjectNode optionalTree(String name) throws InvalidEventException {
        JsonNode member = member(name);
        if (member == null) {
            return null;
        }
        if (!(member instanceof ObjectNode tree)) {
            throw expected(name, "an object");
        }
        Json.requireWellFormed(tree);
        return tree;
    }

    @Nullable
    Features optionalFeatures(String name) throws InvalidEventException {
        JsonNode member = member(name);
        if (member == null) {
            return null;
        }
        try {
            return Features.parse(text(name));
        } catch (IllegalArgumentException e) {
            throw expected(name, "base64 of finite little-endian float32 numbers");
        }
    }

    void requireNoOthers() throws InvalidEventException {
        for (var member : node.properties()) {
            if (!asked.contains(member.getKey())) {
                throw new InvalidEventException(pointer + '/' + Text.bounded(member.getKey(), 40), "unknown field");
            }
        }
    }

    private @Nullable JsonNode member(String name) {
        asked.add(name);
        return node.get(name);
    }

    private InvalidEventException expected(String name, String expected) {
        String found = node.has(name) ? "" : ", found none";
        return new InvalidEventException(pointer + '/' + name, "expected " + expected + found);
    }
}
