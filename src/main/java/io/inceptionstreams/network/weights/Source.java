package io.inceptionstreams.network.weights;

import java.io.IOException;
import java.util.Optional;

/** The files around a model, in a folder or in a package. Sizes are bounded. */
interface Source {

    /** For messages. */
    String name();

    boolean has(String file);

    byte[] read(String file) throws IOException, WeightsException;

    /** The licence that lies beside the files. */
    Optional<String> licence() throws IOException, WeightsException;
}
