package io.inceptionstreams.network.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keras' weights in HDF5: a group a layer, with its tensors in a group of the same name, {@code
 * conv2d_1/conv2d_1/kernel:0}; the order of the layers in an attribute. A whole model, {@code model.save("….h5")}, has
 * the same below {@code model_weights}, and its configuration beside it. Keras 3's {@code ….weights.h5} is laid out
 * otherwise, see {@link KerasStates}. Numbers are read from the file when they are asked for.
 */
final class KerasFile implements WeightFile {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    /** Of a whole model, and of Keras 3's weights. */
    private static final List<String> ROOTS = List.of("model_weights", KerasStates.LAYERS);

    /** Keras nests five; a damaged file can have a group that is in itself. */
    private static final int DEEPEST = 16;

    private final Path path;

    /** Mapped: what lies outside of it cannot be read, whereas jHDF allocates the lengths that a damaged file claims. */
    private final ByteBuffer bytes;

    /** From {@code layer/variable} to the path in the file. */
    private final Map<String, String> paths = new LinkedHashMap<>();

    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    private List<HeadLayer> dense = List.of();

    private KerasFile(Path path, ByteBuffer bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    static boolean starts(byte[] head) {
        return java.util.Arrays.equals(
                head, 0, Math.min(head.length, SIGNATURE.length), SIGNATURE, 0, SIGNATURE.length);
    }

    static KerasFile open(Path path) throws IOException, WeightsException {
        KerasFile file = new KerasFile(path, mapped(path));
        try (HdfFile hdf = HdfFile.fromByteBuffer(file.bytes.duplicate())) {
            file.collect(root(hdf), 1);
            file.dense = file.dense(hdf);
        } catch (RuntimeException e) { // damage shows as any of them
            throw new WeightsException(
                    path + ": this HDF5 cannot be read, it is damaged or cut off: " + e.getMessage(), e);
        }
        return file;
    }

    private static ByteBuffer mapped(Path path) throws IOException, WeightsException {
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new WeightsException(path + ": larger than " + Integer.MAX_VALUE + " bytes");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    /** What else a file may have, such as the optimiser's state, is beside the layers. */
    private static Group root(HdfFile hdf) {
        for (String name : ROOTS) {
            if (hdf.getChildren().get(name) instanceof Group group) {
                return group;
            }
        }
        return hdf;
    }

    private void collect(Group group, int depth) throws WeightsException {
        if (depth > DEEPEST) {
            throw new WeightsException(path + ": groups in groups, " + depth + " deep");
        }
        for (Node node : inOrder(group)) {
            if (node instanceof Group inner) {
                collect(inner, depth + 1);
            } else if (node instanceof Dataset dataset) {
                String name =
                        KerasStates.are(group) ? KerasStates.name(path, group, dataset) : shortName(dataset.getPath());
                List<Integer> shape = new ArrayList<>();
                for (int size : dataset.getDimensions()) {
                    shape.add(size);
                }
                if (paths.put(name, dataset.getPath()) != null) {
                    throw new WeightsException(path + ": two tensors named " + name);
                }
                shapes.put(name, shape);
            }
        }
    }

    /** HDF5 keeps the children of a group by name; Keras writes down their order. */
    private static List<Node> inOrder(Group group) {
        Map<String, Node> children = new LinkedHashMap<>();
        for (String name : texts(group.getAttributes().get("layer_names"))) {
            Node child = group.getChildren().get(name);
            if (child != null) {
                children.put(name, child);
            }
        }
        children.putAll(group.getChildren());
        return List.copyOf(children.values());
    }

    private static List<String> texts(@Nullable Attribute attribute) {
        Object data = attribute == null ? null : attribute.getData();
        return data instanceof String[] texts ? List.of(texts) : List.of();
    }

    /** The last two parts, without the {@code :0} of TensorFlow's variables. */
    private static String shortName(String path) {
        String name = KerasNames.withoutScopes(path);
        return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
    }

    /** By the model's configuration, or, in a file of weights alone, by the kernels that are matrices. */
    private List<HeadLayer> dense(HdfFile hdf) throws WeightsException {
        Attribute config = hdf.getAttributes().get("model_config");
        if (config != null && config.getData() instanceof String json) {
            try {
                return KerasTopology.dense(path.toString(), new JsonMapper().readTree(json));
            } catch (JacksonException e) {
                throw new WeightsException(path + ": model_config does not parse: " + e.getOriginalMessage(), e);
            }
        }
        List<HeadLayer> layers = new ArrayList<>();
        shapes.forEach((name, shape) -> {
            if (name.endsWith("/kernel") && shape.size() == 2) {
                layers.add(new HeadLayer(name.substring(0, name.indexOf('/')), shape.get(1)));
            }
        });
        return layers;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public String kind() {
        return "Keras HDF5";
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        return shapes;
    }

    @Override
    public float[] read(String tensor) throws IOException, WeightsException {
        String place = paths.get(tensor);
        if (place == null) {
            throw new IllegalArgumentException(path + " has no " + tensor);
        }
        try (HdfFile hdf = HdfFile.fromByteBuffer(bytes.duplicate())) {
            Dataset dataset = hdf.getDatasetByPath(place);
            Object data = dataset.getJavaType() == float.class ? dataset.getDataFlat() : dataset.getJavaType();
            if (data instanceof float[] values) {
                return values;
            }
            throw new WeightsException(path + ": " + tensor + " is of " + data + "; float32 is read");
        } catch (RuntimeException e) {
            throw new WeightsException(path + ": " + tensor + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<HeadLayer> dense() {
        return dense;
    }
}
