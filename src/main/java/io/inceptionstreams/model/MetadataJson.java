package io.inceptionstreams.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.model.Preprocessing.Alpha;
import io.inceptionstreams.model.Preprocessing.Channels;
import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** {@code model.json}, format {@value #FORMAT}: metadata, and the digest of every file beside it. */
final class MetadataJson {

    static final int FORMAT = 1;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @param files SHA-256 in lower-case hexadecimal, by the path within the folder, with slashes */
    record Document(Metadata metadata, Map<String, String> files) {}

    private MetadataJson() {}

    static Document read(byte[] json) throws ModelException {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new ModelException("does not parse: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            // Not a text in the encoding that its first bytes tell: Jackson has no exception of its own for that.
            throw new ModelException("does not parse: " + e.getMessage(), e);
        }
        Fields root = Fields.root(tree);
        int format = root.number("format");
        if (format != FORMAT) {
            throw new ModelException("format: must be " + FORMAT + ", is " + format);
        }
        Metadata metadata;
        try {
            metadata = metadata(root);
        } catch (IllegalArgumentException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
        Map<String, String> files = files(root.object("files"));
        root.refuseOthers();
        return new Document(metadata, files);
    }

    private static Metadata metadata(Fields root) throws ModelException {
        return new Metadata(
                root.text("name"),
                root.text("version"),
                root.texts("labels"),
                preprocessing(root.object("preprocessing")),
                root.choice("classifier", Metadata.Classifier.class),
                signature(root.object("signature")),
                features(root.optionalObject("features")),
                origin(root.object("origin")),
                root.has("configProto") ? Optional.of(root.text("configProto")) : Optional.empty(),
                int8(root.optionalObject("int8")),
                golden(root.optionalObjects("golden")));
    }

    private static List<Golden> golden(List<Fields> list) throws ModelException {
        List<Golden> golden = new ArrayList<>();
        for (Fields fields : list) {
            golden.add(new Golden(fields.text("image"), fields.reals("scores")));
            fields.refuseOthers();
        }
        return golden;
    }

    private static Preprocessing preprocessing(Fields fields) throws ModelException {
        Preprocessing preprocessing = new Preprocessing(
                fields.number("width"),
                fields.number("height"),
                fields.choice("resize", Resize.class),
                fields.has("fraction") ? fields.real("fraction") : 1,
                fields.choice("interpolation", Interpolation.class),
                fields.has("channels") ? fields.choice("channels", Channels.class) : Channels.RGB,
                fields.has("alpha") ? Optional.of(fields.choice("alpha", Alpha.class)) : Optional.empty());
        fields.refuseOthers();
        return preprocessing;
    }

    private static Model.Signature signature(Fields fields) throws ModelException {
        Model.Signature signature =
                new Model.Signature(fields.text("name"), fields.text("input"), fields.text("probabilities"));
        fields.refuseOthers();
        return signature;
    }

    private static Optional<Metadata.Features> features(Optional<Fields> optional) throws ModelException {
        if (optional.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = optional.get();
        Metadata.Features features =
                new Metadata.Features(fields.text("signature"), fields.text("output"), fields.number("size"));
        fields.refuseOthers();
        return Optional.of(features);
    }

    private static Optional<Metadata.Int8> int8(Optional<Fields> optional) throws ModelException {
        if (optional.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = optional.get();
        Metadata.Int8 int8 = new Metadata.Int8(fields.real("goldenTolerance"));
        fields.refuseOthers();
        return Optional.of(int8);
    }

    private static Metadata.Origin origin(Fields fields) throws ModelException {
        Metadata.Origin origin =
                new Metadata.Origin(fields.text("source"), fields.text("licence"), fields.text("notice"));
        fields.refuseOthers();
        return origin;
    }

    private static Map<String, String> files(Fields fields) throws ModelException {
        Map<String, String> files = new TreeMap<>();
        for (String path : fields.names()) {
            String digest = fields.text(path);
            if (!SHA256.matcher(digest).matches()) {
                throw new ModelException(
                        "files." + path + ": must be a SHA-256 in lower-case hexadecimal, is \"" + digest + '"');
            }
            files.put(path, digest);
        }
        return files;
    }

    static byte[] write(Metadata metadata, Map<String, String> files) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("name", metadata.name());
        root.put("version", metadata.version());
        metadata.labels().forEach(root.putArray("labels")::add);
        ObjectNode preprocessing = root.putObject("preprocessing")
                .put("width", metadata.preprocessing().width())
                .put("height", metadata.preprocessing().height())
                .put("resize", Fields.lower(metadata.preprocessing().resize()))
                .put("fraction", metadata.preprocessing().fraction())
                .put("interpolation", Fields.lower(metadata.preprocessing().interpolation()))
                .put("channels", Fields.lower(metadata.preprocessing().channels()));
        metadata.preprocessing().alpha().ifPresent(alpha -> preprocessing.put("alpha", Fields.lower(alpha)));
        root.put("classifier", Fields.lower(metadata.classifier()));
        root.putObject("signature")
                .put("name", metadata.signature().name())
                .put("input", metadata.signature().input())
                .put("probabilities", metadata.signature().probabilities());
        metadata.features()
                .ifPresent(features -> root.putObject("features")
                        .put("signature", features.signature())
                        .put("output", features.output())
                        .put("size", features.size()));
        root.putObject("origin")
                .put("source", metadata.origin().source())
                .put("licence", metadata.origin().licence())
                .put("notice", metadata.origin().notice());
        metadata.configProto().ifPresent(config -> root.put("configProto", config));
        metadata.int8().ifPresent(int8 -> root.putObject("int8").put("goldenTolerance", int8.goldenTolerance()));
        if (!metadata.golden().isEmpty()) {
            ArrayNode golden = root.putArray("golden");
            for (Golden image : metadata.golden()) {
                image.scores()
                        .forEach(golden.addObject().put("image", image.image()).putArray("scores")::add);
            }
        }
        ObjectNode digests = root.putObject("files");
        new TreeMap<>(files).forEach(digests::put);
        return MAPPER.writeValueAsBytes(root);
    }
}
