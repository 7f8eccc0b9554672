package io.inceptionstreams.network.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.util.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in the layers format of TensorFlow.js: {@code model.json} with topology and weights manifest, and the shards
 * it names; or the same as modules, {@code model.min.js} and shards of base64, as nsfwjs packs them.
 */
final class TfjsFile implements WeightFile {

    static final List<String> MODEL_FILES = List.of("model.json", "model.min.js");

    private final String name;
    private final Map<String, TfjsTensor> tensors;
    private final List<HeadLayer> dense;
    private final String digest;

    private TfjsFile(String name, Map<String, TfjsTensor> tensors, List<HeadLayer> dense, String digest) {
        this.name = name;
        this.tensors = tensors;
        this.dense = dense;
        this.digest = digest;
    }

    static TfjsFile read(Source source) throws IOException, WeightsException {
        JsonNode model = model(source);
        Map<String, TfjsTensor> tensors = new LinkedHashMap<>();
        MessageDigest digest = Sha256.digest();
        for (JsonNode group : model.path("weightsManifest")) {
            byte[] data = shards(source, group.path("paths"));
            digest.update(data);
            long end = 0;
            for (JsonNode entry : group.path("weights")) {
                TfjsTensor tensor = TfjsTensor.of(entry, data, end);
                end += tensor.bytes();
                if (end > data.length) {
                    throw new WeightsException(source.name() + ": the shards end within " + tensor.name());
                }
                if (tensor.name().startsWith("vars/")) {
                    throw new WeightsException(source.name() + ": converted from Keras' own format (.keras), which"
                            + " numbers layers in an order of its own; convert what model.save(\"NAME.h5\") writes");
                }
                if (tensors.put(tensor.name(), tensor) != null) {
                    throw new WeightsException(source.name() + ": two tensors named " + tensor.name());
                }
            }
            if (end != data.length) {
                throw new WeightsException(
                        source.name() + ": the manifest describes " + end + " bytes, the shards hold " + data.length);
            }
        }
        JsonNode topology = model.path("modelTopology").path("model_config");
        if (topology.isMissingNode()) {
            throw new WeightsException(
                    source.name() + ": modelTopology has no model_config; a tfjs layers model is needed");
        }
        List<HeadLayer> dense = KerasTopology.dense(source.name(), topology);
        return new TfjsFile(source.name(), tensors, dense, Sha256.hex(digest.digest()));
    }

    private static JsonNode model(Source source) throws IOException, WeightsException {
        try {
            if (source.has("model.json")) {
                return new JsonMapper().readTree(source.read("model.json"));
            } else if (source.has("model.min.js")) {
                return ScriptModule.object("model.min.js", source.read("model.min.js"));
            }
        } catch (JacksonException e) {
            throw new WeightsException(source.name() + ": the model does not parse: " + e.getOriginalMessage(), e);
        }
        throw new WeightsException(source.name() + ": neither " + String.join(" nor ", MODEL_FILES));
    }

    private static byte[] shards(Source source, JsonNode paths) throws IOException, WeightsException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (JsonNode path : paths) {
            String shard = path.asText();
            if (source.has(shard)) {
                data.write(source.read(shard));
            } else if (source.has(shard + ".min.js")) {
                data.write(ScriptModule.base64(shard + ".min.js", source.read(shard + ".min.js")));
            } else {
                throw new WeightsException(source.name() + ": no shard " + shard);
            }
        }
        return data.toByteArray();
    }

    /** SHA-256 of all weight data, lower-case hexadecimal. */
    String digest() {
        return digest;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "TensorFlow.js layers model";
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.forEach((tensor, data) -> shapes.put(tensor, data.shape()));
        return shapes;
    }

    @Override
    public float[] read(String tensor) {
        TfjsTensor found = tensors.get(tensor);
        if (found == null) {
            throw new IllegalArgumentException(name + " has no " + tensor);
        }
        return found.values();
    }

    @Override
    public List<HeadLayer> dense() {
        return new ArrayList<>(dense);
    }
}
