package io.inceptionstreams.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Writes events as UTF-8 JSON, in the forms that {@code schemas/} describes. Thread-safe. */
public final class EventWriter {

    /** A thousand times as much is still exact in a double. */
    private static final double MOST_EXACT_MILLIS = 1e12;

    /** A value of the references topic. */
    public byte[] write(ImageReference reference) {
        return object(json -> {
            json.writeStringField("id", reference.id());
            json.writeStringField("uri", reference.uri());
            if (reference.labels() != null) {
                json.writeNumberField("labels", reference.labels());
            }
            if (reference.deadline() != null) {
                json.writeStringField("deadline", reference.deadline().toString());
            }
            attributes(json, reference.attributes());
        });
    }

    /** A value of the labels topic. A {@code data:} URI keeps its head only: its image came with the event. */
    public byte[] write(Labelled labelled) {
        String features = labelled.features() == null ? "" : labelled.features().base64();
        return object(json -> {
            json.writeStringField("id", labelled.id());
            json.writeStringField("uri", withoutPayload(labelled.uri()));
            json.writeArrayFieldStart("labels");
            for (Labelled.Label label : labelled.labels()) {
                json.writeStartObject();
                json.writeStringField("label", label.label());
                json.writeNumberField("index", label.index());
                json.writeNumberField("score", label.score());
                json.writeEndObject();
            }
            json.writeEndArray();
            model(json, labelled.model());
            image(json, labelled.image());
            timings(json, labelled.timings());
            json.writeNumberField("batchSize", labelled.batchSize());
            json.writeStringField("device", labelled.device());
            if (labelled.cached()) {
                json.writeBooleanField("cached", true);
            }
            attributes(json, labelled.attributes());
            if (!features.isEmpty()) {
                json.writeStringField("features", features);
            }
        });
    }

    private static void model(JsonGenerator json, Labelled.ModelId model) throws IOException {
        json.writeObjectFieldStart("model");
        json.writeStringField("name", model.name());
        json.writeStringField("version", model.version());
        json.writeStringField("sha256", model.sha256());
        json.writeEndObject();
    }

    private static void image(JsonGenerator json, Labelled.Image image) throws IOException {
        json.writeObjectFieldStart("image");
        json.writeNumberField("width", image.width());
        json.writeNumberField("height", image.height());
        json.writeStringField("format", image.format());
        json.writeStringField("sha256", image.sha256());
        json.writeEndObject();
    }

    private static void timings(JsonGenerator json, Labelled.Timings timings) throws IOException {
        json.writeObjectFieldStart("timings");
        milliseconds(json, "fetch", timings.fetch());
        milliseconds(json, "decode", timings.decode());
        milliseconds(json, "queue", timings.queue());
        milliseconds(json, "inference", timings.inference());
        milliseconds(json, "total", timings.total());
        json.writeEndObject();
    }

    /** Three decimals: microseconds. The digits of a double behind them are noise and bytes. */
    private static void milliseconds(JsonGenerator json, String stage, double milliseconds) throws IOException {
        json.writeFieldName(stage);
        if (milliseconds < MOST_EXACT_MILLIS) {
            long micros = Math.round(milliseconds * 1000);
            String decimals = String.valueOf(1000 + micros % 1000).substring(1);
            json.writeNumber(micros / 1000 + "." + decimals);
        } else {
            json.writeNumber(BigDecimal.valueOf(milliseconds).setScale(3, RoundingMode.HALF_UP));
        }
    }

    private static void attributes(JsonGenerator json, @Nullable ObjectNode attributes) throws IOException {
        if (attributes != null) {
            json.writeFieldName("attributes");
            json.writeTree(attributes);
        }
    }

    /** {@code data:image/png;base64,iVBO...} becomes {@code data:image/png;base64,}; other URIs stay as they are. */
    static String withoutPayload(String uri) {
        if (!uri.regionMatches(true, 0, "data:", 0, 5)) {
            return uri;
        }
        int comma = uri.indexOf(',');
        return comma < 0 ? "data:" : uri.substring(0, comma + 1);
    }

    private static byte[] object(Fields fields) {
        ByteArrayOutputStream bytes = new ExactBytes();
        try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** A generator hands over what it has when it is closed, or 8 kB at a time: mostly there is one array and no copy. */
    private static final class ExactBytes extends ByteArrayOutputStream {

        ExactBytes() {
            super(0);
        }

        @Override
        public synchronized byte[] toByteArray() {
            return count == buf.length ? buf : super.toByteArray();
        }
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
