package io.inceptionstreams.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of the labels topic, {@code schemas/image-label.schema.json}, as strictly as {@link EventReader}
 * reads its own. For {@code watch}, the demo and tests: it builds a tree, which the hot path does not. Thread-safe.
 */
public final class ResultReader {

    /** @throws InvalidEventException when the value, null included, is not a result */
    public Labelled read(byte @Nullable [] value) throws InvalidEventException {
        Members result = new Members("", tree(Json.requireUtf8(value)));
        List<Labelled.Label> labels = new ArrayList<>();
        for (Members label : result.objects("labels", ImageReference.MAX_LABELS)) {
            labels.add(new Labelled.Label(label.text("label"), label.integer("index", 0), label.score("score")));
            label.requireNoOthers();
        }
        Labelled labelled = new Labelled(
                result.text("id", ImageReference.MAX_ID),
                result.text("uri"),
                labels,
                model(result.object("model")),
                image(result.object("image")),
                timings(result.object("timings")),
                result.integer("batchSize", 1),
                result.text("device"),
                result.flag("cached"),
                result.optionalTree("attributes"),
                result.optionalFeatures("features"));
        result.requireNoOthers();
        return labelled;
    }

    private static Labelled.ModelId model(Members model) throws InvalidEventException {
        Labelled.ModelId id = new Labelled.ModelId(model.text("name"), model.text("version"), model.digest("sha256"));
        model.requireNoOthers();
        return id;
    }

    private static Labelled.Image image(Members members) throws InvalidEventException {
        Labelled.Image image = new Labelled.Image(
                members.integer("width", 1),
                members.integer("height", 1),
                members.text("format"),
                members.digest("sha256"));
        members.requireNoOthers();
        return image;
    }

    private static Labelled.Timings timings(Members members) throws InvalidEventException {
        Labelled.Timings timings = new Labelled.Timings(
                members.milliseconds("fetch"),
                members.milliseconds("decode"),
                members.milliseconds("queue"),
                members.milliseconds("inference"),
                members.milliseconds("total"));
        members.requireNoOthers();
        return timings;
    }

    private static ObjectNode tree(byte[] value) throws InvalidEventException {
        try (JsonParser parser = Json.MAPPER.createParser(value)) {
            // Not readTree: for an empty value it answers a node of its own.
            if (parser.nextToken() == null) {
                throw new InvalidEventException("byte 0", "expected a JSON object, found nothing");
            }
            JsonNode node = Json.tree(parser);
            if (!(node instanceof ObjectNode object)) {
                throw new InvalidEventException("byte 0", "expected a JSON object, found " + node.getNodeType());
            }
            if (parser.nextToken() != null) {
                throw new InvalidEventException(Json.place(parser), "expected nothing after the JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw Json.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
