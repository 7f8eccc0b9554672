package io.inceptionstreams.network.weights;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A weight file that was opened: its tensors by the file's own names. */
interface WeightFile {

    /** For messages. */
    String name();

    /** What kind of file it is, for people, such as {@code safetensors}. */
    String kind();

    /** The shape of every tensor in the file. */
    Map<String, List<Integer>> shapes();

    /** The values of one of {@link #shapes()}, row-major, in a new array. */
    float[] read(String tensor) throws IOException, WeightsException;

    /** The dense layers in their order; a family whose names say which they are does not ask. */
    List<HeadLayer> dense();

    /** A dense layer by the file's own name. */
    record HeadLayer(String name, int units) {}
}
