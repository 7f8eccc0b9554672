package io.inceptionstreams.modelbuild;

import io.inceptionstreams.network.Numerics;
import java.util.List;

/** What 0 and 255 become. */
public enum PixelRange {
    ZERO_TO_ONE,
    MINUS_ONE_TO_ONE,
    /** Mean 0 and deviation 1 over ImageNet, by channel; timm's {@code gluon_in1k} was trained so. */
    IMAGENET;

    Numerics of(Numerics numerics) {
        return switch (this) {
            case ZERO_TO_ONE -> numerics.withPixels(1 / 255f, 0f);
            case MINUS_ONE_TO_ONE -> numerics.withPixels(1 / 127.5f, -1f);
            case IMAGENET ->
                numerics.withPixels(
                        List.of(1 / (255 * 0.229f), 1 / (255 * 0.224f), 1 / (255 * 0.225f)),
                        List.of(-0.485f / 0.229f, -0.456f / 0.224f, -0.406f / 0.225f));
        };
    }
}
