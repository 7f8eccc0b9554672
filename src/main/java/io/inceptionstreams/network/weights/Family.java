package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.Numerics.Borders;
import io.inceptionstreams.network.Tensor;
import io.inceptionstreams.network.weights.Framing.Fit;
import io.inceptionstreams.network.weights.Framing.Sampling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A family of weight files: what the same architecture means in it. The constants are the table of all families that can
 * be read, a row each; nothing else branches on the family. Whether a file has the auxiliary classifier, and whether its
 * batch normalisation has a factor, is seen in the file.
 *
 * @param title for people
 * @param marker the kernel of the first convolution, by which a family is recognised
 * @param numerics what its networks assume; pixels in the range of its published weights
 * @param framing how its makers show it photos
 * @param layout how numbers lie in its tensors
 * @param naming what it calls the tensors
 * @param head the dense layer behind the features, where the family has one by that name; the file is asked otherwise
 * @param auxiliary the last layer of the auxiliary classifier, if it has one
 * @param ignored tensors that say nothing about the answers
 */
record Family(
        String title,
        Pattern marker,
        Numerics numerics,
        Framing framing,
        Layout layout,
        Naming naming,
        Head head,
        String auxiliary,
        Pattern ignored) {

    /** All published families scale pixels to -1 to 1, and add 0.001 to the variance. */
    private static final List<Float> SCALE = List.of(1 / 127.5f);

    private static final List<Float> OFFSET = List.of(-1f);
    private static final Pattern NONE = Pattern.compile("(?!)");

    /** Keras' application and networks fine-tuned from it. */
    static final Family KERAS = new Family(
            "Keras' names",
            Pattern.compile("conv2d(_\\d{1,6})?/kernel"),
            new Numerics(1e-3f, false, Borders.EXCLUDED, SCALE, OFFSET),
            new Framing(Fit.STRETCH, 1, Sampling.AREA),
            Layout.KERAS,
            KerasNames::of,
            WeightFile::dense,
            "",
            NONE);

    /**
     * torchvision and timm. torchvision's {@code transform_input} turns ImageNet's mean and deviation back into the
     * range from -1 to 1, which timm gives directly. Both count the zeros at the borders of average pools, regardless of
     * who trained the weights.
     */
    static final Family TORCH = new Family(
            "torchvision's and timm's names",
            Pattern.compile("Conv2d_1a_3x3\\.conv\\.weight"),
            new Numerics(1e-3f, true, Borders.COUNTED, SCALE, OFFSET),
            new Framing(Fit.CROP, 0.875, Sampling.BICUBIC),
            Layout.TORCH,
            TorchNames::of,
            file -> lastLayer(file, "fc.weight", 0),
            "AuxLogits.fc.weight",
            Pattern.compile(".*\\.num_batches_tracked"));

    /** TensorFlow-slim: class 0 is the background. */
    static final Family SLIM = new Family(
            "TensorFlow-slim's names",
            Pattern.compile("InceptionV3/Conv2d_1a_3x3/weights"),
            new Numerics(1e-3f, false, Borders.EXCLUDED, SCALE, OFFSET),
            new Framing(Fit.STRETCH, 0.875, Sampling.BILINEAR),
            Layout.SLIM,
            SlimNames::of,
            file -> lastLayer(file, "InceptionV3/Logits/Conv2d_1c_1x1/weights", 3),
            "InceptionV3/AuxLogits/Conv2d_2b_1x1/weights",
            NONE);

    static final List<Family> ALL = List.of(KERAS, TORCH, SLIM);

    /** From a network's tensors to the names in a file; what the file lacks is named as it should be. */
    @FunctionalInterface
    interface Naming {
        Map<Tensor, String> names(List<Tensor> tensors, WeightFile file);
    }

    /** The dense layers behind the pooled features, first to last. */
    @FunctionalInterface
    interface Head {
        List<WeightFile.HeadLayer> of(WeightFile file);
    }

    /** The family of a file, by its names. */
    static Family of(WeightFile file) throws WeightsException {
        Set<String> names = file.shapes().keySet();
        for (Family family : ALL) {
            if (names.stream().anyMatch(name -> family.marker.matcher(name).matches())) {
                return family;
            }
        }
        for (Family family : ALL) {
            Pattern wrapped = Pattern.compile("(.{1,100}[./])" + family.marker.pattern());
            Optional<String> prefix = names.stream()
                    .map(wrapped::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .findFirst();
            if (prefix.isPresent()) {
                throw new WeightsException(file.name() + ": these are " + family.title + " behind " + prefix.get()
                        + ", as something around the network gives them; save the network itself");
            }
        }
        throw new WeightsException(file.name() + ": no family of Inception-v3 weights that is known here ("
                + String.join(", ", ALL.stream().map(Family::title).toList()) + "); the file's names are "
                + names.stream().limit(5).toList() + (names.size() > 5 ? " and more" : ""));
    }

    /** The network with the file's head; without one, the features are its only output. */
    Network network(WeightFile file) {
        Network whole = InceptionV3.assemble(
                head.of(file).stream().map(WeightFile.HeadLayer::units).toList());
        Set<String> outputs = new TreeSet<>(whole.outputs());
        if (!file.shapes().containsKey(auxiliary)) {
            outputs.remove(InceptionV3.AUXILIARY);
        }
        return whole.keeping(outputs);
    }

    /** The file's values for every tensor of the network; a file that does not fit exactly is refused. */
    Match match(Network network, WeightFile file) throws WeightsException {
        return Match.of(this, network, file);
    }

    private static List<WeightFile.HeadLayer> lastLayer(WeightFile file, String kernel, int unitsAt) {
        List<Integer> shape = file.shapes().getOrDefault(kernel, List.of());
        return shape.size() <= unitsAt ? List.of() : List.of(new WeightFile.HeadLayer(kernel, shape.get(unitsAt)));
    }
}
