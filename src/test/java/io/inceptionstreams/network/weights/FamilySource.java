package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.weights.FamilyFiles.Stored;
import io.inceptionstreams.network.weights.ReferenceNetwork.Dense;
import io.inceptionstreams.network.weights.ReferenceNetwork.Unit;
import io.inceptionstreams.network.weights.ReferenceNetwork.Values;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A family as its own implementation has it, written down without a look at the product's tables: what every tensor is
 * called and how it lies. Gives the file's tensors, and the same values to the reference network.
 */
abstract class FamilySource implements ReferenceNetwork.Source {

    /** The convolution's name and number in Keras' order, from 1. */
    abstract String convolution(Unit unit, int number);

    /** The five variables: kernel, gamma ("" where there is none), beta, mean, variance. */
    abstract List<String> variables(Unit unit, int number);

    boolean outputFirst() {
        return false;
    }

    /** All tensors of a file. */
    Map<String, Stored> tensors(boolean auxiliary) {
        Map<String, Stored> tensors = new LinkedHashMap<>();
        List<Unit> units = ReferenceNetwork.units();
        for (int i = 0; i < units.size(); i++) {
            Unit unit = units.get(i);
            if (unit.name().startsWith("AuxLogits") && !auxiliary) {
                continue;
            }
            List<String> v = variables(unit, i + 1);
            List<Integer> each = List.of(unit.out());
            tensors.put(
                    v.get(0),
                    new Stored(
                            outputFirst() ? FamilyFiles.oihw(unit) : FamilyFiles.hwio(unit),
                            Deterministic.kernel(v.get(0), unit)));
            if (!v.get(1).isEmpty()) {
                tensors.put(v.get(1), new Stored(each, Deterministic.gamma(v.get(1), unit.out())));
            }
            tensors.put(v.get(2), new Stored(each, Deterministic.small(v.get(2), unit.out())));
            tensors.put(v.get(3), new Stored(each, Deterministic.small(v.get(3), unit.out())));
            tensors.put(v.get(4), new Stored(each, Deterministic.variance(v.get(4), unit.out())));
        }
        return tensors;
    }

    @Override
    public Values values(Unit unit) {
        int out = unit.out();
        List<String> v = variables(unit, ReferenceNetwork.units().indexOf(unit) + 1);
        float[] stored = Deterministic.kernel(v.get(0), unit);
        double[] kernel = new double[stored.length];
        int area = unit.height() * unit.width();
        for (int place = 0; place < area; place++) {
            for (int i = 0; i < unit.in(); i++) {
                for (int o = 0; o < out; o++) {
                    int ours = (place * unit.in() + i) * out + o;
                    kernel[ours] = stored[outputFirst() ? (o * unit.in() + i) * area + place : ours];
                }
            }
        }
        double[] ones = new double[out];
        Arrays.fill(ones, 1);
        return new Values(
                kernel,
                v.get(1).isEmpty() ? ones : doubles(Deterministic.gamma(v.get(1), out)),
                doubles(Deterministic.small(v.get(2), out)),
                doubles(Deterministic.small(v.get(3), out)),
                doubles(Deterministic.variance(v.get(4), out)));
    }

    /** A dense layer's values by the names of kernel and bias; kernel in x out, or the reverse. */
    Dense dense(String kernel, String bias, int in, int out) {
        float[] stored = Deterministic.dense(kernel, in, out);
        double[] matrix = new double[stored.length];
        for (int i = 0; i < in; i++) {
            for (int o = 0; o < out; o++) {
                matrix[i * out + o] = stored[outputFirst() ? o * in + i : i * out + o];
            }
        }
        return new Dense(matrix, doubles(Deterministic.small(bias, out)));
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** {@code keras.applications.InceptionV3}. */
    static final class Keras extends FamilySource {
        private final Map<String, Integer> head;

        /** @param head name and units of each dense layer */
        Keras(Map<String, Integer> head) {
            this.head = head;
        }

        @Override
        String convolution(Unit unit, int number) {
            return "conv2d_" + number;
        }

        @Override
        List<String> variables(Unit unit, int number) {
            String norm = "batch_normalization_" + number + "/";
            return List.of(
                    convolution(unit, number) + "/kernel",
                    "",
                    norm + "beta",
                    norm + "moving_mean",
                    norm + "moving_variance");
        }

        Map<String, Stored> tensors() {
            Map<String, Stored> tensors = tensors(false);
            int in = 2048;
            for (Map.Entry<String, Integer> layer : head.entrySet()) {
                String kernel = layer.getKey() + "/kernel";
                String bias = layer.getKey() + "/bias";
                int out = layer.getValue();
                tensors.put(kernel, new Stored(List.of(in, out), Deterministic.dense(kernel, in, out)));
                tensors.put(bias, new Stored(List.of(out), Deterministic.small(bias, out)));
                in = out;
            }
            return tensors;
        }

        @Override
        public Dense dense(String name, int in) {
            return dense(name + "/kernel", name + "/bias", in, head.getOrDefault(name, 0));
        }
    }

    /** {@code torchvision.models.Inception3} and timm's. */
    static final class Torch extends FamilySource {
        private static final int CLASSES = 1000;

        @Override
        String convolution(Unit unit, int number) {
            return unit.name() + ".conv";
        }

        @Override
        List<String> variables(Unit unit, int number) {
            String norm = unit.name() + ".bn.";
            return List.of(
                    convolution(unit, number) + ".weight",
                    norm + "weight",
                    norm + "bias",
                    norm + "running_mean",
                    norm + "running_var");
        }

        @Override
        boolean outputFirst() {
            return true;
        }

        @Override
        Map<String, Stored> tensors(boolean auxiliary) {
            Map<String, Stored> tensors = super.tensors(auxiliary);
            put(tensors, "fc", 2048);
            if (auxiliary) {
                put(tensors, "AuxLogits.fc", 768);
            }
            return tensors;
        }

        private static void put(Map<String, Stored> tensors, String layer, int in) {
            tensors.put(
                    layer + ".weight",
                    new Stored(List.of(CLASSES, in), Deterministic.dense(layer + ".weight", in, CLASSES)));
            tensors.put(layer + ".bias", new Stored(List.of(CLASSES), Deterministic.small(layer + ".bias", CLASSES)));
        }

        @Override
        public Dense dense(String name, int in) {
            return dense(name + ".weight", name + ".bias", in, CLASSES);
        }
    }

    /** slim's {@code inception_v3}, scope by scope as the code creates them. */
    static final class Slim extends FamilySource {
        private static final int CLASSES = 1001;

        private static final String A = "Branch_0/Conv2d_0a_1x1 Branch_1/Conv2d_0a_1x1 Branch_1/Conv2d_0b_5x5 "
                + "Branch_2/Conv2d_0a_1x1 Branch_2/Conv2d_0b_3x3 Branch_2/Conv2d_0c_3x3 Branch_3/Conv2d_0b_1x1";
        private static final String A_5C = "Branch_0/Conv2d_0a_1x1 Branch_1/Conv2d_0b_1x1 Branch_1/Conv_1_0c_5x5 "
                + "Branch_2/Conv2d_0a_1x1 Branch_2/Conv2d_0b_3x3 Branch_2/Conv2d_0c_3x3 Branch_3/Conv2d_0b_1x1";
        private static final String TO_17 =
                "Branch_0/Conv2d_1a_1x1 Branch_1/Conv2d_0a_1x1 Branch_1/Conv2d_0b_3x3 Branch_1/Conv2d_1a_1x1";
        private static final String B = "Branch_0/Conv2d_0a_1x1 "
                + "Branch_1/Conv2d_0a_1x1 Branch_1/Conv2d_0b_1x7 Branch_1/Conv2d_0c_7x1 "
                + "Branch_2/Conv2d_0a_1x1 Branch_2/Conv2d_0b_7x1 Branch_2/Conv2d_0c_1x7 Branch_2/Conv2d_0d_7x1 "
                + "Branch_2/Conv2d_0e_1x7 Branch_3/Conv2d_0b_1x1";
        private static final String TO_8 = "Branch_0/Conv2d_0a_1x1 Branch_0/Conv2d_1a_3x3 "
                + "Branch_1/Conv2d_0a_1x1 Branch_1/Conv2d_0b_1x7 Branch_1/Conv2d_0c_7x1 Branch_1/Conv2d_1a_3x3";
        private static final String C = "Branch_0/Conv2d_0a_1x1 "
                + "Branch_1/Conv2d_0a_1x1 Branch_1/Conv2d_0b_1x3 Branch_1/%s "
                + "Branch_2/Conv2d_0a_1x1 Branch_2/Conv2d_0b_3x3 Branch_2/Conv2d_0c_1x3 Branch_2/Conv2d_0d_3x1 "
                + "Branch_3/Conv2d_0b_1x1";

        private final List<String> scopes = new java.util.ArrayList<>(
                List.of("Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3", "Conv2d_3b_1x1", "Conv2d_4a_3x3"));

        Slim() {
            module("Mixed_5b", A);
            module("Mixed_5c", A_5C);
            module("Mixed_5d", A);
            module("Mixed_6a", TO_17);
            List.of("Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e").forEach(name -> module(name, B));
            module("Mixed_7a", TO_8);
            module("Mixed_7b", C.formatted("Conv2d_0b_3x1"));
            module("Mixed_7c", C.formatted("Conv2d_0c_3x1"));
            module("AuxLogits", "Conv2d_1b_1x1 Conv2d_2a_5x5");
        }

        private void module(String name, String steps) {
            List.of(steps.split(" ")).forEach(step -> scopes.add(name + "/" + step));
        }

        @Override
        String convolution(Unit unit, int number) {
            return "InceptionV3/" + scopes.get(number - 1);
        }

        @Override
        List<String> variables(Unit unit, int number) {
            String scope = convolution(unit, number);
            String norm = scope + "/BatchNorm/";
            return List.of(scope + "/weights", "", norm + "beta", norm + "moving_mean", norm + "moving_variance");
        }

        @Override
        Map<String, Stored> tensors(boolean auxiliary) {
            Map<String, Stored> tensors = super.tensors(auxiliary);
            put(tensors, "InceptionV3/Logits/Conv2d_1c_1x1", 2048);
            if (auxiliary) {
                put(tensors, "InceptionV3/AuxLogits/Conv2d_2b_1x1", 768);
            }
            return tensors;
        }

        private static void put(Map<String, Stored> tensors, String scope, int in) {
            String weights = scope + "/weights";
            String biases = scope + "/biases";
            tensors.put(weights, new Stored(List.of(1, 1, in, CLASSES), Deterministic.dense(weights, in, CLASSES)));
            tensors.put(biases, new Stored(List.of(CLASSES), Deterministic.small(biases, CLASSES)));
        }

        @Override
        public Dense dense(String name, int in) {
            String scope = name.equals("AuxLogits.fc")
                    ? "InceptionV3/AuxLogits/Conv2d_2b_1x1"
                    : "InceptionV3/Logits/Conv2d_1c_1x1";
            return dense(scope + "/weights", scope + "/biases", in, CLASSES);
        }
    }
}
