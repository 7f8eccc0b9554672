package io.inceptionstreams.network.weights;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.inceptionstreams.network.weights.ReferenceNetwork.Unit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Full-size weight files in the layout of each family, with deterministic values. */
@SuppressWarnings({"ArrayRecordComponent", "ByteBufferBackingArray"}) // bytes and numbers, never compared
final class FamilyFiles {

    private FamilyFiles() {}

    /** A tensor as a file has it. */
    record Stored(List<Integer> shape, float[] values) {}

    /** All layers of the network have a group, those without weights too. */
    static void keras(Path path, Map<String, Stored> tensors) throws IOException {
        ClassicHdf5.Group root = new ClassicHdf5.Group();
        Map<String, List<String>> layers = new LinkedHashMap<>();
        layers.put("input_1", new ArrayList<>());
        tensors.keySet()
                .forEach(name -> layers.computeIfAbsent(
                                name.substring(0, name.indexOf('/')), unused -> new ArrayList<>())
                        .add(name + ":0"));
        for (int i = 1; i <= 94; i++) {
            layers.put("activation_" + i, new ArrayList<>());
        }
        root.attribute("layer_names", List.copyOf(layers.keySet()))
                .attribute("backend", "tensorflow")
                .attribute("keras_version", "2.0.4");
        layers.forEach((layer, names) -> {
            ClassicHdf5.Group group = root.group(layer);
            if (!names.isEmpty()) {
                group.attribute("weight_names", names);
            }
        });
        tensors.forEach((name, tensor) -> {
            String layer = name.substring(0, name.indexOf('/'));
            String variable = name.substring(name.indexOf('/') + 1) + ":0";
            root.group(layer).group(layer).dataset(variable, tensor.shape(), tensor.values());
        });
        ClassicHdf5.write(path, root);
    }

    /** As the reference implementation writes: names in order, floats, a padded header, and batch counts. */
    static void safetensors(Path path, Map<String, Stored> tensors) throws IOException {
        ObjectNode header = new JsonMapper().createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        List<String> names = new ArrayList<>(tensors.keySet());
        names.sort(Comparator.naturalOrder());
        long offset = 0;
        List<String> counts = new ArrayList<>();
        for (String name : names) {
            if (name.endsWith(".running_var")) {
                counts.add(name.replace("running_var", "num_batches_tracked"));
            }
        }
        for (String count : counts) {
            ObjectNode entry = header.putObject(count).put("dtype", "I64");
            entry.putArray("shape");
            entry.putArray("data_offsets").add(offset).add(offset + 8);
            offset += 8;
        }
        for (String name : names) {
            Stored tensor = tensors.getOrDefault(name, new Stored(List.of(), new float[0]));
            ObjectNode entry = header.putObject(name).put("dtype", "F32");
            tensor.shape().forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(offset).add(offset + 4L * tensor.values().length);
            offset += 4L * tensor.values().length;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            out.write(buffer(8).putLong(padded).array());
            out.write(json);
            out.write(" ".repeat(padded - json.length).getBytes(StandardCharsets.UTF_8));
            out.write(new byte[8 * counts.size()]);
            for (String name : names) {
                out.write(bytes(tensors.getOrDefault(name, new Stored(List.of(), new float[0]))));
            }
        }
    }

    /** What freeze_graph leaves: constants, their identities, and what a normalisation without factor is given. */
    static void frozenGraph(Path path, Map<String, Stored> tensors) throws IOException {
        GraphDef.Builder graph = GraphDef.newBuilder();
        graph.addNodeBuilder().setName("input").setOp("Placeholder").putAttr("dtype", type());
        tensors.forEach((name, tensor) -> {
            graph.addNode(constant(name, tensor));
            graph.addNodeBuilder()
                    .setName(name + "/read")
                    .setOp("Identity")
                    .addInput(name)
                    .putAttr("T", type());
            if (name.endsWith("/beta")) {
                String scope = name.substring("InceptionV3/".length(), name.length() - "/beta".length());
                float[] ones = new float[tensor.values().length];
                java.util.Arrays.fill(ones, 1);
                graph.addNode(
                        constant("InceptionV3/InceptionV3/" + scope + "/Const", new Stored(tensor.shape(), ones)));
            }
        });
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            graph.build().writeTo(out);
        }
    }

    private static NodeDef constant(String name, Stored tensor) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        tensor.shape().forEach(size -> shape.addDimBuilder().setSize(size));
        TensorProto.Builder content = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(shape)
                .setTensorContent(ByteString.copyFrom(bytes(tensor)));
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr("dtype", type())
                .putAttr("value", AttrValue.newBuilder().setTensor(content).build())
                .build();
    }

    private static AttrValue type() {
        return AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
    }

    /** A tfjs layers model in three shards, with dense layers that have relu but for the last. */
    static void tfjs(Path folder, Map<String, Stored> tensors, List<String> dense) throws IOException {
        ObjectNode root = new JsonMapper().createObjectNode();
        ArrayNode layers = root.putObject("modelTopology")
                .putObject("model_config")
                .putObject("config")
                .putArray("layers");
        for (String layer : dense) {
            Stored bias = tensors.getOrDefault(layer + "/bias", new Stored(List.of(), new float[0]));
            layers.addObject()
                    .put("class_name", "Dense")
                    .putObject("config")
                    .put("name", layer)
                    .put("units", bias.values().length)
                    .put("activation", layer.equals(dense.get(dense.size() - 1)) ? "softmax" : "relu");
        }
        ObjectNode group = root.putArray("weightsManifest").addObject();
        ArrayNode manifest = group.putArray("weights");
        Path all = folder.resolve("all");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(all))) {
            for (Map.Entry<String, Stored> tensor : tensors.entrySet()) {
                ObjectNode entry =
                        manifest.addObject().put("name", tensor.getKey()).put("dtype", "float32");
                tensor.getValue().shape().forEach(entry.putArray("shape")::add);
                out.write(bytes(tensor.getValue()));
            }
        }
        byte[] data = Files.readAllBytes(all);
        Files.delete(all);
        ArrayNode paths = group.putArray("paths");
        for (int shard = 0; shard < 3; shard++) {
            String name = "group1-shard" + (shard + 1) + "of3.bin";
            paths.add(name);
            Files.write(
                    folder.resolve(name),
                    java.util.Arrays.copyOfRange(
                            data, (int) (data.length * (long) shard / 3), (int) (data.length * (shard + 1L) / 3)));
        }
        Files.writeString(folder.resolve("model.json"), root.toString());
    }

    static List<Integer> hwio(Unit unit) {
        return List.of(unit.height(), unit.width(), unit.in(), unit.out());
    }

    static List<Integer> oihw(Unit unit) {
        return List.of(unit.out(), unit.in(), unit.height(), unit.width());
    }

    private static byte[] bytes(Stored tensor) {
        ByteBuffer bytes = buffer(4 * tensor.values().length);
        bytes.asFloatBuffer().put(tensor.values());
        return bytes.array();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
