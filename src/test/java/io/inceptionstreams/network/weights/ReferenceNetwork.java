package io.inceptionstreams.network.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Inception-v3 once more, for comparison: written down anew, computed with plain loops in double, batch normalisation
 * as it is defined and not folded. Shares nothing with the product. The list of units is in the order in which Keras
 * creates them, under torchvision's names; the auxiliary classifier comes last.
 */
@SuppressWarnings({"ArrayRecordComponent", "ByteBufferBackingArray"}) // bytes and numbers, never compared
final class ReferenceNetwork {

    /** A convolution with its batch normalisation. */
    record Unit(String name, int height, int width, int in, int out) {}

    /** Height x width x channels. */
    record Grid(int height, int width, int channels, double[] values) {}

    /**
     * What a family's file says about a unit, by the file's own names.
     *
     * @param kernel height x width x in x out
     */
    record Values(double[] kernel, double[] gamma, double[] beta, double[] mean, double[] variance) {}

    /** In x out, and out. */
    record Dense(double[] kernel, double[] bias) {}

    /** Where the numbers come from. */
    interface Source {
        Values values(Unit unit);

        Dense dense(String name, int in);
    }

    static final double EPSILON = 0.001;

    private final Map<String, Unit> units = new LinkedHashMap<>();
    private final Source source;
    private final boolean countBorders;

    ReferenceNetwork(Source source, boolean countBorders) {
        this.source = source;
        this.countBorders = countBorders;
        units().forEach(unit -> units.put(unit.name(), unit));
    }

    static List<Unit> units() {
        List<Unit> all = new ArrayList<>(List.of(
                new Unit("Conv2d_1a_3x3", 3, 3, 3, 32),
                new Unit("Conv2d_2a_3x3", 3, 3, 32, 32),
                new Unit("Conv2d_2b_3x3", 3, 3, 32, 64),
                new Unit("Conv2d_3b_1x1", 1, 1, 64, 80),
                new Unit("Conv2d_4a_3x3", 3, 3, 80, 192)));
        int[] inputs = {192, 256, 288};
        int[] pools = {32, 64, 64};
        for (int i = 0; i < 3; i++) {
            String m = "Mixed_5" + "bcd".charAt(i) + ".";
            int in = inputs[i];
            all.add(new Unit(m + "branch1x1", 1, 1, in, 64));
            all.add(new Unit(m + "branch5x5_1", 1, 1, in, 48));
            all.add(new Unit(m + "branch5x5_2", 5, 5, 48, 64));
            all.add(new Unit(m + "branch3x3dbl_1", 1, 1, in, 64));
            all.add(new Unit(m + "branch3x3dbl_2", 3, 3, 64, 96));
            all.add(new Unit(m + "branch3x3dbl_3", 3, 3, 96, 96));
            all.add(new Unit(m + "branch_pool", 1, 1, in, pools[i]));
        }
        all.add(new Unit("Mixed_6a.branch3x3", 3, 3, 288, 384));
        all.add(new Unit("Mixed_6a.branch3x3dbl_1", 1, 1, 288, 64));
        all.add(new Unit("Mixed_6a.branch3x3dbl_2", 3, 3, 64, 96));
        all.add(new Unit("Mixed_6a.branch3x3dbl_3", 3, 3, 96, 96));
        int[] widths = {128, 160, 160, 192};
        for (int i = 0; i < 4; i++) {
            String m = "Mixed_6" + "bcde".charAt(i) + ".";
            int c = widths[i];
            all.add(new Unit(m + "branch1x1", 1, 1, 768, 192));
            all.add(new Unit(m + "branch7x7_1", 1, 1, 768, c));
            all.add(new Unit(m + "branch7x7_2", 1, 7, c, c));
            all.add(new Unit(m + "branch7x7_3", 7, 1, c, 192));
            all.add(new Unit(m + "branch7x7dbl_1", 1, 1, 768, c));
            all.add(new Unit(m + "branch7x7dbl_2", 7, 1, c, c));
            all.add(new Unit(m + "branch7x7dbl_3", 1, 7, c, c));
            all.add(new Unit(m + "branch7x7dbl_4", 7, 1, c, c));
            all.add(new Unit(m + "branch7x7dbl_5", 1, 7, c, 192));
            all.add(new Unit(m + "branch_pool", 1, 1, 768, 192));
        }
        all.add(new Unit("Mixed_7a.branch3x3_1", 1, 1, 768, 192));
        all.add(new Unit("Mixed_7a.branch3x3_2", 3, 3, 192, 320));
        all.add(new Unit("Mixed_7a.branch7x7x3_1", 1, 1, 768, 192));
        all.add(new Unit("Mixed_7a.branch7x7x3_2", 1, 7, 192, 192));
        all.add(new Unit("Mixed_7a.branch7x7x3_3", 7, 1, 192, 192));
        all.add(new Unit("Mixed_7a.branch7x7x3_4", 3, 3, 192, 192));
        for (int i = 0; i < 2; i++) {
            String m = "Mixed_7" + "bc".charAt(i) + ".";
            int in = i == 0 ? 1280 : 2048;
            all.add(new Unit(m + "branch1x1", 1, 1, in, 320));
            all.add(new Unit(m + "branch3x3_1", 1, 1, in, 384));
            all.add(new Unit(m + "branch3x3_2a", 1, 3, 384, 384));
            all.add(new Unit(m + "branch3x3_2b", 3, 1, 384, 384));
            all.add(new Unit(m + "branch3x3dbl_1", 1, 1, in, 448));
            all.add(new Unit(m + "branch3x3dbl_2", 3, 3, 448, 384));
            all.add(new Unit(m + "branch3x3dbl_3a", 1, 3, 384, 384));
            all.add(new Unit(m + "branch3x3dbl_3b", 3, 1, 384, 384));
            all.add(new Unit(m + "branch_pool", 1, 1, in, 192));
        }
        all.add(new Unit("AuxLogits.conv0", 1, 1, 768, 128));
        all.add(new Unit("AuxLogits.conv1", 5, 5, 128, 768));
        return all;
    }

    /**
     * @param image 299 x 299 x 3, as the network wants it
     * @return {@code logits}, and {@code auxiliary} if asked for
     */
    Map<String, double[]> run(Grid image, List<String> head, boolean auxiliary) {
        Grid x = valid("Conv2d_1a_3x3", image, 2);
        x = valid("Conv2d_2a_3x3", x, 1);
        x = maxPool(same("Conv2d_2b_3x3", x));
        x = valid("Conv2d_3b_1x1", x, 1);
        x = maxPool(valid("Conv2d_4a_3x3", x, 1));
        for (String m : List.of("Mixed_5b.", "Mixed_5c.", "Mixed_5d.")) {
            x = join(
                    same(m + "branch1x1", x),
                    same(m + "branch5x5_2", same(m + "branch5x5_1", x)),
                    chain(x, m + "branch3x3dbl_1", m + "branch3x3dbl_2", m + "branch3x3dbl_3"),
                    same(m + "branch_pool", averagePool(x)));
        }
        x = join(
                valid("Mixed_6a.branch3x3", x, 2),
                valid("Mixed_6a.branch3x3dbl_3", chain(x, "Mixed_6a.branch3x3dbl_1", "Mixed_6a.branch3x3dbl_2"), 2),
                maxPool(x));
        for (String m : List.of("Mixed_6b.", "Mixed_6c.", "Mixed_6d.", "Mixed_6e.")) {
            String dbl = m + "branch7x7dbl_";
            x = join(
                    same(m + "branch1x1", x),
                    chain(x, m + "branch7x7_1", m + "branch7x7_2", m + "branch7x7_3"),
                    chain(x, dbl + "1", dbl + "2", dbl + "3", dbl + "4", dbl + "5"),
                    same(m + "branch_pool", averagePool(x)));
        }
        Map<String, double[]> answers = new LinkedHashMap<>();
        if (auxiliary) {
            Grid a = valid("AuxLogits.conv1", same("AuxLogits.conv0", pool(x, 5, 3, 0, true)), 1);
            answers.put("auxiliary", dense(a.values(), source.dense("AuxLogits.fc", 768), false));
        }
        x = join(
                valid("Mixed_7a.branch3x3_2", same("Mixed_7a.branch3x3_1", x), 2),
                valid(
                        "Mixed_7a.branch7x7x3_4",
                        chain(x, "Mixed_7a.branch7x7x3_1", "Mixed_7a.branch7x7x3_2", "Mixed_7a.branch7x7x3_3"),
                        2),
                maxPool(x));
        for (String m : List.of("Mixed_7b.", "Mixed_7c.")) {
            Grid narrow = same(m + "branch3x3_1", x);
            Grid twice = chain(x, m + "branch3x3dbl_1", m + "branch3x3dbl_2");
            x = join(
                    same(m + "branch1x1", x),
                    same(m + "branch3x3_2a", narrow),
                    same(m + "branch3x3_2b", narrow),
                    same(m + "branch3x3dbl_3a", twice),
                    same(m + "branch3x3dbl_3b", twice),
                    same(m + "branch_pool", averagePool(x)));
        }
        double[] answer = pool(x, 8, 1, 0, true).values();
        for (int i = 0; i < head.size(); i++) {
            answer = dense(answer, source.dense(head.get(i), answer.length), i < head.size() - 1);
        }
        answers.put("logits", answer);
        return answers;
    }

    private Grid chain(Grid x, String... names) {
        Grid y = x;
        for (String name : names) {
            y = same(name, y);
        }
        return y;
    }

    private Grid same(String name, Grid x) {
        Unit unit = unit(name);
        return convolve(unit, x, 1, (unit.height() - 1) / 2, (unit.width() - 1) / 2);
    }

    private Grid valid(String name, Grid x, int stride) {
        return convolve(unit(name), x, stride, 0, 0);
    }

    private Unit unit(String name) {
        Unit unit = units.get(name);
        if (unit == null) {
            throw new IllegalArgumentException(name);
        }
        return unit;
    }

    private Grid convolve(Unit unit, Grid x, int stride, int top, int left) {
        Values values = source.values(unit);
        int height = (x.height() + 2 * top - unit.height()) / stride + 1;
        int width = (x.width() + 2 * left - unit.width()) / stride + 1;
        int in = unit.in();
        int out = unit.out();
        double[] kernel = values.kernel();
        double[] y = new double[height * width * out];
        double[] sums = new double[out];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                java.util.Arrays.fill(sums, 0);
                for (int dy = 0; dy < unit.height(); dy++) {
                    int sourceRow = row * stride + dy - top;
                    for (int dx = 0; dx < unit.width(); dx++) {
                        int sourceColumn = column * stride + dx - left;
                        if (sourceRow < 0 || sourceRow >= x.height() || sourceColumn < 0 || sourceColumn >= x.width()) {
                            continue;
                        }
                        int pixel = (sourceRow * x.width() + sourceColumn) * in;
                        int weights = (dy * unit.width() + dx) * in * out;
                        for (int i = 0; i < in; i++) {
                            double value = x.values()[pixel + i];
                            if (value != 0) {
                                add(sums, value, kernel, weights + i * out);
                            }
                        }
                    }
                }
                int place = (row * width + column) * out;
                for (int o = 0; o < out; o++) {
                    double normal = (sums[o] - values.mean()[o]) / Math.sqrt(values.variance()[o] + EPSILON);
                    y[place + o] = Math.max(0, values.gamma()[o] * normal + values.beta()[o]);
                }
            }
        }
        return new Grid(height, width, out, y);
    }

    private static void add(double[] sums, double value, double[] kernel, int from) {
        for (int o = 0; o < sums.length; o++) {
            sums[o] += value * kernel[from + o];
        }
    }

    private Grid averagePool(Grid x) {
        return pool(x, 3, 1, 1, countBorders);
    }

    private static Grid pool(Grid x, int size, int stride, int border, boolean countBorders) {
        int height = (x.height() + 2 * border - size) / stride + 1;
        int width = (x.width() + 2 * border - size) / stride + 1;
        int channels = x.channels();
        double[] y = new double[height * width * channels];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                for (int c = 0; c < channels; c++) {
                    double sum = 0;
                    int count = 0;
                    for (int r = row * stride - border; r < row * stride - border + size; r++) {
                        for (int k = column * stride - border; k < column * stride - border + size; k++) {
                            if (r >= 0 && r < x.height() && k >= 0 && k < x.width()) {
                                sum += x.values()[(r * x.width() + k) * channels + c];
                                count++;
                            }
                        }
                    }
                    y[(row * width + column) * channels + c] = sum / (countBorders ? size * size : count);
                }
            }
        }
        return new Grid(height, width, channels, y);
    }

    private static Grid maxPool(Grid x) {
        int height = (x.height() - 3) / 2 + 1;
        int width = (x.width() - 3) / 2 + 1;
        int channels = x.channels();
        double[] y = new double[height * width * channels];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                for (int c = 0; c < channels; c++) {
                    double largest = Double.NEGATIVE_INFINITY;
                    for (int place = 0; place < 9; place++) {
                        int pixel = (row * 2 + place / 3) * x.width() + column * 2 + place % 3;
                        largest = Math.max(largest, x.values()[pixel * channels + c]);
                    }
                    y[(row * width + column) * channels + c] = largest;
                }
            }
        }
        return new Grid(height, width, channels, y);
    }

    private static Grid join(Grid... parts) {
        int channels = java.util.Arrays.stream(parts).mapToInt(Grid::channels).sum();
        int pixels = parts[0].height() * parts[0].width();
        double[] y = new double[pixels * channels];
        int offset = 0;
        for (Grid part : parts) {
            for (int p = 0; p < pixels; p++) {
                System.arraycopy(part.values(), p * part.channels(), y, p * channels + offset, part.channels());
            }
            offset += part.channels();
        }
        return new Grid(parts[0].height(), parts[0].width(), channels, y);
    }

    private static double[] dense(double[] x, Dense layer, boolean relu) {
        double[] y = layer.bias().clone();
        for (int i = 0; i < x.length; i++) {
            add(y, x[i], layer.kernel(), i * y.length);
        }
        if (relu) {
            for (int o = 0; o < y.length; o++) {
                y[o] = Math.max(0, y[o]);
            }
        }
        return y;
    }
}
