package io.inceptionstreams.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@value #FILE} in a model folder: what was measured, an entry a device. It is the one file that has no digest, because
 * it says something about machines and nothing about the model; no program reads it.
 */
public final class Measurements {

    public static final String FILE = "measured.json";

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Measurements() {}

    /** Those of this folder; empty when none were made. */
    public static List<Measurement> read(Path folder) throws IOException, ModelException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            Fields root = Fields.root(MAPPER.readTree(Files.readAllBytes(file)));
            List<Measurement> all = new ArrayList<>();
            for (Fields device : root.optionalObjects("devices")) {
                all.add(measurement(device));
            }
            root.refuseOthers();
            return all;
        } catch (JacksonException e) {
            throw new ModelException(file + ": does not parse: " + e.getOriginalMessage(), e);
        } catch (ModelException | IllegalArgumentException | DateTimeException e) {
            throw new ModelException(file + ": " + e.getMessage(), e);
        }
    }

    private static Measurement measurement(Fields fields) throws ModelException {
        Fields paces = fields.object("imagesPerSecond");
        SortedMap<Integer, Double> imagesPerSecond = new TreeMap<>();
        for (String size : paces.names()) {
            imagesPerSecond.put(Integer.valueOf(size), paces.real(size));
        }
        Measurement measurement = new Measurement(
                fields.text("device"), fields.number("processors"), Instant.parse(fields.text("at")), imagesPerSecond);
        fields.refuseOthers();
        return measurement;
    }

    /** Replaces what is there of the same devices; other devices keep their entries. */
    public static void add(Path folder, List<Measurement> measured) throws IOException, ModelException {
        SortedMap<String, Measurement> byDevice = new TreeMap<>();
        read(folder).forEach(old -> byDevice.put(old.device(), old));
        measured.forEach(fresh -> byDevice.put(fresh.device(), fresh));
        ArrayNode devices = MAPPER.createArrayNode();
        for (Measurement measurement : byDevice.values()) {
            ObjectNode paces = devices.addObject()
                    .put("device", measurement.device())
                    .put("processors", measurement.processors())
                    .put("at", measurement.at().toString())
                    .putObject("imagesPerSecond");
            measurement.imagesPerSecond().forEach((size, pace) -> paces.put(String.valueOf(size), round(pace)));
        }
        ObjectNode root = MAPPER.createObjectNode();
        root.set("devices", devices);
        Files.write(folder.resolve(FILE), MAPPER.writeValueAsBytes(root));
    }

    /** Three digits are more than a measurement is good for. */
    private static double round(double pace) {
        return BigDecimal.valueOf(pace).round(new MathContext(3)).doubleValue();
    }
}
