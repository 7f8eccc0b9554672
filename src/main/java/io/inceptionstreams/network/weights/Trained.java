package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import io.inceptionstreams.network.Weights;
import java.util.Optional;

/**
 * What a weight file gave: a network that its tensors fit exactly.
 *
 * @param network with the file's head, and with the auxiliary classifier only where the file has it; a file without its
 *     top gives a network whose only output are the features
 * @param found what was recognised, in a line for people
 * @param published what is known of these weights, when their digest is
 * @param notice the licence text that came with them
 */
public record Trained(
        Network network,
        Numerics numerics,
        Weights weights,
        Framing framing,
        String found,
        Optional<Published> published,
        Optional<String> notice) {}
