package io.inceptionstreams.infer;

import io.inceptionstreams.model.Model;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;

/** Any float outputs of a model, by their names in one signature, for an image at a time; on the CPU, for one thread. */
public final class OutputReader implements AutoCloseable {

    private final GraphSession session;
    private final List<String> names;
    private final ByteBuffer image;

    private OutputReader(GraphSession session, List<String> names, ByteBuffer image) {
        this.session = session;
        this.names = names;
        this.image = image;
    }

    /**
     * Loads the model.
     *
     * @param sizes how many numbers each output has for an image
     */
    public static OutputReader open(Model model, String signature, Map<String, Integer> sizes, InferSettings settings)
            throws ClassifierException {
        InferSettings once = settings.onceOnTheCpu(1);
        TensorFlowDevices devices = TensorFlowDevices.of(model, once);
        DevicePlacement place = devices.places(DeviceSpec.parse(once.device())).get(0);
        List<OutputSpec> wanted = sizes.entrySet().stream()
                .map(output ->
                        new OutputSpec("", signature, model.signature().input(), output.getKey(), output.getValue()))
                .toList();
        int height = model.preprocessing().height();
        int width = model.preprocessing().width();
        GraphSession session = GraphSession.load(
                model.folder(), wanted, new long[] {height, width, 3}, devices.config(place, Precision.FLOAT32));
        return new OutputReader(
                session, List.copyOf(sizes.keySet()), ByteBuffer.allocateDirect(Math.multiplyExact(height * 3, width)));
    }

    /** @param pixels as the model takes them; read only */
    public Map<String, float[]> read(ByteBuffer pixels) throws ClassifierException {
        if (pixels.remaining() != image.capacity()) {
            throw new IllegalArgumentException("an image has " + image.capacity() + " bytes: " + pixels.remaining());
        }
        image.clear().put(pixels.duplicate()).flip();
        try (BytePointer pointer = new BytePointer(image)) {
            float[][][] outputs = session.run(pointer, 1);
            Map<String, float[]> byName = new LinkedHashMap<>();
            for (int i = 0; i < outputs.length; i++) {
                byName.put(names.get(i), outputs[i][0]);
            }
            return byName;
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
