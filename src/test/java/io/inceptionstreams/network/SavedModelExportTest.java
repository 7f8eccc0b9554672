package io.inceptionstreams.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.inceptionstreams.network.Form.Precision;
import io.inceptionstreams.network.Form.Scoring;
import io.inceptionstreams.network.Numerics.Borders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/** On a small network of the same verbs; the real one is the same code with more lines in the table. */
final class SavedModelExportTest {

    private static final Numerics KERAS =
            new Numerics(1e-3f, false, Borders.EXCLUDED, List.of(1 / 127.5f), List.of(-1f));

    private static Network small() {
        Recorder recorder = new Recorder();
        Layer x = Layer.image(recorder, new Shape(9, 9, 3)).in("stem", "").conv(4, Window.valid(3, 2));
        x = x.in("module", "");
        x = Layer.concat("concat", x.conv("left", 2, 3, 1), x.averagePool().conv("right", 2, 1, 1));
        x = x.in("head", "").globalAverage().as("features").dense("dense_1", 3, true);
        x.dense("dense_2", 2, false).as("logits").softmax().as("probabilities");
        return recorder.network();
    }

    /** Every value is 2, so that what becomes of it can be told. */
    private static SavedModel export(Numerics numerics) throws IOException {
        return SavedModel.parseFrom(bytes(numerics));
    }

    private static SavedModel export(Form form) throws IOException {
        return SavedModel.parseFrom(bytes(KERAS, form));
    }

    private static byte[] bytes(Numerics numerics) throws IOException {
        return bytes(numerics, Form.USUAL);
    }

    private static byte[] bytes(Numerics numerics, Form form) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SavedModelExport.write(small(), numerics, SavedModelExportTest::twos, form, out);
        return out.toByteArray();
    }

    private static Map<String, NodeDef> nodes(SavedModel model) {
        return model.getMetaGraphs(0).getGraphDef().getNodeList().stream()
                .collect(Collectors.toMap(NodeDef::getName, Function.identity()));
    }

    private static NodeDef node(SavedModel model, String name) {
        return nodes(model).getOrDefault(name, NodeDef.getDefaultInstance());
    }

    @Test
    void in8BitsConvolutionsPoolsAndAllButTheLastConcatAre() throws IOException {
        SavedModel model = in8Bits(KERAS, Set.of());

        assertThat(model.getMetaGraphs(0).getGraphDef().getNodeList())
                .extracting(NodeDef::getOp)
                .filteredOn(op -> op.startsWith("Quantize") || op.startsWith("Conv") || op.startsWith("Dequantize"))
                .containsExactly(
                        "QuantizeV2", // the pixels
                        "QuantizedConv2DWithBiasAndReluAndRequantize",
                        "QuantizedConv2DWithBiasAndReluAndRequantize",
                        "QuantizedAvgPool",
                        "QuantizedConv2DWithBiasAndReluAndRequantize",
                        "Dequantize",
                        "Dequantize");
        assertThat(node(model, "stem").getInputList().subList(0, 5))
                .containsExactly(
                        "pixels/quantized", "stem/kernel", "stem/bias", "pixels/quantized:1", "pixels/quantized:2");
        assertThat(node(model, "pixels/quantized").getInput(0)).isEqualTo("pixels/float");
        assertThat(node(model, "module.concat").getOp()).isEqualTo("ConcatV2");
        assertThat(node(model, "module.left/float").getOp()).isEqualTo("Dequantize");
        assertThat(model.getMetaGraphs(0).getSignatureDefOrThrow("all").getOutputsOrThrow("features"))
                .isEqualTo(export(KERAS)
                        .getMetaGraphs(0)
                        .getSignatureDefOrThrow("all")
                        .getOutputsOrThrow("features"));
        assertThat(in8Bits(KERAS, Set.of())).isEqualTo(model);
    }

    @Test
    void aConvolutionThatStaysFloat32ReadsAndGivesFloats() throws IOException {
        SavedModel model = in8Bits(KERAS, Set.of("stem"));

        assertThat(node(model, "stem").getOp()).isEqualTo("Relu");
        assertThat(node(model, "stem/conv").getInput(0)).isEqualTo("pixels/centred");
        assertThat(node(model, "module.left").getInput(0)).isEqualTo("stem/quantized");
        assertThat(node(model, "stem/quantized").getOp()).isEqualTo("QuantizeV2");
    }

    @Test
    void whereZerosAroundTheImageCountTheAverageIsFloat32() throws IOException {
        SavedModel model =
                in8Bits(new Numerics(1e-3f, false, Borders.COUNTED, List.of(1 / 127.5f), List.of(-1f)), Set.of());

        assertThat(node(model, "module.average_pool").getOp()).isEqualTo("AvgPool");
        assertThat(node(model, "module.average_pool/quantized").getOp()).isEqualTo("QuantizeV2");
        assertThat(node(model, "module.right").getInput(0)).isEqualTo("module.average_pool/quantized");
    }

    @Test
    void valuesThatAreCopiedShareARange() {
        Network whole = InceptionV3.assemble(List.of(5)).keeping(List.of(InceptionV3.PROBABILITIES));

        Map<String, String> groups = Quantization.groups(whole);

        assertThat(groups).hasSize(94);
        assertThat(groups.get("Mixed_5b.branch1x1"))
                .isEqualTo(groups.get("Mixed_5b.branch_pool"))
                .isEqualTo(groups.get("Mixed_5b.branch3x3dbl_3"))
                .isNotEqualTo(groups.get("Mixed_5c.branch1x1"))
                .isNotEqualTo(groups.get("Mixed_5b.branch3x3dbl_2"));
        assertThat(groups.get("Mixed_5d.branch1x1"))
                .as("through the max pool of the reduction")
                .isEqualTo(groups.get("Mixed_6a.branch3x3"));
        assertThat(groups.get("Mixed_7c.branch1x1"))
                .as("in front of the last concat, which is float32")
                .isNotEqualTo(groups.get("Mixed_7c.branch_pool"));
    }

    @Test
    void calibrationSeesActivationsAndTheMeansThatLayersRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SavedModelExport.writeObserved(small(), KERAS, SavedModelExportTest::twos, Form.USUAL, out);

        Map<String, List<Long>> outputs = SavedModel.parseFrom(out.toByteArray())
                .getMetaGraphs(0)
                .getSignatureDefOrThrow(SavedModelExport.OBSERVED)
                .getOutputsMap()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        output -> output.getValue().getTensorShape().getDimList().stream()
                                .map(dim -> dim.getSize())
                                .toList()));

        assertThat(outputs)
                .containsEntry("stem", List.of(-1L, 4L * 4 * 4))
                .containsEntry("stem/input_means", List.of(-1L, 3L))
                .containsEntry("module.left", List.of(-1L, 4L * 4 * 2))
                .containsEntry("module.right/input_means", List.of(-1L, 4L))
                .hasSize(6);
    }

    @Test
    void in8BitsNothingIsWrittenWithoutRanges() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> export(new Form(Precision.INT8, Scoring.SOFTMAX)))
                .withMessage("a network in 8 bits needs ranges");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quantization(Map.of("stem", 0f), Map.of(), Set.of()))
                .withMessage("stem: no range can end at 0.0");
    }

    private static SavedModel in8Bits(Numerics numerics, Set<String> inFull) throws IOException {
        Map<String, Float> ranges = new HashMap<>();
        Quantization.groups(small()).values().forEach(group -> ranges.put(group, 6f));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SavedModelExport.write(
                small(),
                numerics,
                SavedModelExportTest::twos,
                Form.USUAL,
                new Quantization(ranges, Map.of(), inFull),
                out);
        return SavedModel.parseFrom(out.toByteArray());
    }

    private static float[] twos(Tensor tensor) {
        float[] values = new float[tensor.size()];
        Arrays.fill(values, 2f);
        return values;
    }

    @Test
    void everyNodeReadsOnlyWhatIsWrittenBeforeIt() throws IOException {
        Set<String> written = new HashSet<>();
        for (NodeDef node : export(KERAS).getMetaGraphs(0).getGraphDef().getNodeList()) {
            assertThat(written).as(node.getName()).containsAll(node.getInputList());
            assertThat(written.add(node.getName())).as(node.getName()).isTrue();
        }
    }

    @Test
    void theServedSignatureTakesPixelsAndGivesProbabilitiesAlone() throws IOException {
        SignatureDef signature = export(KERAS).getMetaGraphs(0).getSignatureDefOrThrow("serving_default");

        assertThat(signature.getInputsMap()).containsOnlyKeys("images");
        assertThat(signature.getInputsOrThrow("images").getDtype()).isEqualTo(DataType.DT_UINT8);
        assertThat(signature.getInputsOrThrow("images").getTensorShape().getDimList())
                .extracting(dim -> dim.getSize())
                .containsExactly(-1L, 9L, 9L, 3L);
        assertThat(signature.getOutputsMap()).containsOnlyKeys("probabilities");
    }

    @Test
    void theOtherSignatureGivesAllOutputs() throws IOException {
        SignatureDef signature = export(KERAS).getMetaGraphs(0).getSignatureDefOrThrow("all");

        assertThat(signature.getOutputsMap()).containsOnlyKeys("features", "logits", "probabilities");
        assertThat(signature
                        .getOutputsOrThrow("features")
                        .getTensorShape()
                        .getDim(1)
                        .getSize())
                .isEqualTo(4);
        assertThat(signature.getOutputsOrThrow("logits").getName()).isEqualTo("head.dense_2:0");
    }

    @Test
    void normalisationIsFoldedIntoKernelAndBias() throws IOException {
        SavedModel model = export(KERAS);

        // kernel 2, beta 2, mean 2, variance 2: s = 1 / sqrt(2.001), bias = 2 - 2 s
        float s = (float) (1 / Math.sqrt(2.001));
        assertThat(floats(node(model, "stem/kernel"))).hasSize(3 * 3 * 3 * 4).containsOnly(2 * s);
        assertThat(floats(node(model, "stem/bias"))).hasSize(4).containsOnly((float) (2 - 2 / Math.sqrt(2.001)));
        assertThat(nodes(model).values()).extracting(NodeDef::getOp).noneMatch(op -> op.contains("Norm"));
    }

    @Test
    void pixelsAreScaledInTheGraph() throws IOException {
        SavedModel model = export(KERAS.withPixels(1 / 255f, 0.5f));

        assertThat(floats(node(model, "pixels/scale"))).containsExactly(1 / 255f);
        assertThat(floats(node(model, "pixels/offset"))).containsExactly(0.5f);
        assertThat(node(model, "stem/conv").getInput(0)).isEqualTo("pixels/centred");
    }

    @Test
    void aFamilyThatCountsZerosAtTheBorderGetsThemAsPartOfTheImage() throws IOException {
        Numerics torch = new Numerics(1e-3f, true, Borders.COUNTED, List.of(1f, 2f, 3f), List.of(0f, 0f, 0f));

        SavedModel excluded = export(KERAS);
        SavedModel counted = export(torch);

        assertThat(node(excluded, "module.average_pool")
                        .getAttrOrThrow("padding")
                        .getS()
                        .toStringUtf8())
                .isEqualTo("SAME");
        assertThat(node(counted, "module.average_pool")
                        .getAttrOrThrow("padding")
                        .getS()
                        .toStringUtf8())
                .isEqualTo("VALID");
        assertThat(node(counted, "module.average_pool/padded/widths")
                        .getAttrOrThrow("value")
                        .getTensor()
                        .getIntValList())
                .containsExactly(0, 0, 1, 1, 1, 1, 0, 0);
    }

    @Test
    void halfPrecisionIsBetweenThePixelsAndTheFeatures() throws IOException {
        SavedModel model = export(new Form(Precision.FLOAT16, Scoring.SOFTMAX));

        assertThat(nodes(model).values())
                .filteredOn(node -> node.getName().matches("(stem|module).*") && node.containsAttr("T"))
                .hasSizeGreaterThan(10)
                .allSatisfy(node -> assertThat(node.getAttrOrThrow("T").getType())
                        .as(node.getName())
                        .isEqualTo(DataType.DT_HALF));
        assertThat(nodes(model).values())
                .filteredOn(node -> node.getName().matches("(pixels|head).*") && node.containsAttr("T"))
                .hasSizeGreaterThan(8)
                .allSatisfy(node -> assertThat(node.getAttrOrThrow("T").getType())
                        .as(node.getName())
                        .isEqualTo(DataType.DT_FLOAT));
        NodeDef kernel = node(model, "stem/kernel");
        assertThat(kernel.getAttrOrThrow("dtype").getType()).isEqualTo(DataType.DT_HALF);
        assertThat(kernel.getAttrOrThrow("value").getTensor().getTensorContent().size())
                .isEqualTo(2 * 3 * 3 * 3 * 4);
        assertThat(model.getMetaGraphs(0)
                        .getSignatureDefOrThrow("all")
                        .getOutputsMap()
                        .values())
                .allMatch(output -> output.getDtype() == DataType.DT_FLOAT);
        assertThat(node(model, "stem/conv").getInput(0)).isEqualTo("pixels/half");
    }

    @Test
    void severalLabelsAnImageAreSigmoidsOfTheLogits() throws IOException {
        SavedModel model = export(new Form(Precision.FLOAT32, Scoring.SIGMOID));

        assertThat(nodes(model).values())
                .extracting(NodeDef::getOp)
                .contains("Sigmoid")
                .doesNotContain("Softmax");
        assertThat(model.getMetaGraphs(0)
                        .getSignatureDefOrThrow("serving_default")
                        .getOutputsOrThrow("probabilities")
                        .getName())
                .isEqualTo("head.sigmoid:0");
        assertThat(node(model, "head.sigmoid").getInput(0)).isEqualTo("head.dense_2");
    }

    @Test
    void theSameWeightsGiveTheSameBytes() throws IOException {
        assertThat(bytes(KERAS)).isEqualTo(bytes(KERAS));
    }

    private static float[] floats(NodeDef constant) {
        var buffer = constant.getAttrOrThrow("value")
                .getTensor()
                .getTensorContent()
                .asReadOnlyByteBuffer()
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
