package io.inceptionstreams.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one JSON object strictly: every error names the field by its path, and a field that was not read is an error. */
final class Fields {

    private final String path;
    private final JsonNode object;
    private final Set<String> read = new HashSet<>();

    private Fields(String path, JsonNode object) {
        this.path = path;
        this.object = object;
    }

    static Fields root(JsonNode node) throws ModelException {
        if (!node.isObject()) {
            throw new ModelException("must be a JSON object");
        }
        return new Fields("", node);
    }

    String text(String name) throws ModelException {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw wrong(name, "must be a text", value);
        }
        return value.textValue();
    }

    int number(String name) throws ModelException {
        JsonNode value = required(name);
        if (!value.isInt()) {
            throw wrong(name, "must be a whole number", value);
        }
        return value.intValue();
    }

    double real(String name) throws ModelException {
        JsonNode value = required(name);
        if (!value.isNumber()) {
            throw wrong(name, "must be a number", value);
        }
        return value.doubleValue();
    }

    boolean has(String name) {
        return object.has(name);
    }

    List<Float> reals(String name) throws ModelException {
        JsonNode value = required(name);
        List<Float> reals = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isNumber()) {
                throw wrong(name, "must be a list of numbers", element);
            }
            reals.add(element.floatValue());
        }
        return reals;
    }

    /** The objects of a list, none if it is not there. */
    List<Fields> optionalObjects(String name) throws ModelException {
        read.add(name);
        List<Fields> objects = new ArrayList<>();
        JsonNode value = object.path(name);
        if (!value.isMissingNode() && !value.isArray()) {
            throw wrong(name, "must be a list of objects", value);
        }
        for (JsonNode element : value) {
            if (!element.isObject()) {
                throw wrong(name, "must be a list of objects", element);
            }
            objects.add(new Fields(path + name + "[" + objects.size() + "].", element));
        }
        return objects;
    }

    List<String> texts(String name) throws ModelException {
        JsonNode value = required(name);
        List<String> texts = new ArrayList<>();
        if (!value.isArray()) {
            throw wrong(name, "must be a list of texts", value);
        }
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                throw wrong(name, "must be a list of texts", element);
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** One of an enum's constants, written in lower case. */
    <E extends Enum<E>> E choice(String name, Class<E> type) throws ModelException {
        String text = text(name);
        for (E constant : type.getEnumConstants()) {
            if (lower(constant).equals(text)) {
                return constant;
            }
        }
        String choices =
                Arrays.stream(type.getEnumConstants()).map(Fields::lower).collect(Collectors.joining(", "));
        throw wrong(name, "must be one of " + choices, object.path(name));
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    Fields object(String name) throws ModelException {
        JsonNode value = required(name);
        if (!value.isObject()) {
            throw wrong(name, "must be an object", value);
        }
        return new Fields(path + name + ".", value);
    }

    Optional<Fields> optionalObject(String name) throws ModelException {
        return object.has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    /** All names of this object. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** To be called last. */
    void refuseOthers() throws ModelException {
        for (String name : names()) {
            if (!read.contains(name)) {
                throw new ModelException(path + name + ": unknown field");
            }
        }
    }

    ModelException wrong(String name, String rule, JsonNode value) {
        return new ModelException(path + name + ": " + rule + ", is " + value);
    }

    private JsonNode required(String name) throws ModelException {
        read.add(name);
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            throw new ModelException(path + name + ": missing");
        }
        return value;
    }
}
