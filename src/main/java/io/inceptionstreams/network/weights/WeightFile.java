package io.inceptionstreams.network.weights;

import java.util.List;
import java.util.Map;

/** A weight file that was opened: its tensors by the file's own names. */
interface WeightFile {

    /** For messages. */
    String name();

    /** The shape of every tensor in the file. */
    Map<String, List<Integer>> shapes();

    /** The values of one of {@link #shapes()}, row-major, in a new array. */
    float[] read(String tensor);

    /** The dense layers behind the pooled features, first to last. */
    List<HeadLayer> head();

    /** A dense layer by the file's own name. */
    record HeadLayer(String name, int units) {}
}
