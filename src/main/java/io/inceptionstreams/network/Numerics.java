package io.inceptionstreams.network;

import java.util.List;

/**
 * What a network was trained with that neither its architecture nor its tensors say. The same table of stages serves
 * all families of weights; only these values differ.
 *
 * @param epsilon added to the variance in batch normalisation
 * @param gamma whether batch normalisation has a factor of its own
 * @param borders what an average pool does at the border of the image
 * @param scale pixel (0 to 255) times this, a value for all channels or three: red, green, blue
 * @param offset added after the scale; as many values as {@code scale}
 */
public record Numerics(float epsilon, boolean gamma, Borders borders, List<Float> scale, List<Float> offset) {

    /** Whether the zeros around the image count in an average. */
    public enum Borders {
        /** TensorFlow and Keras: the mean of the pixels that exist. */
        EXCLUDED,
        /** PyTorch, as torchvision and timm use it: zeros count. */
        COUNTED
    }

    public Numerics {
        scale = List.copyOf(scale);
        offset = List.copyOf(offset);
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be positive: " + epsilon);
        }
        if (scale.size() != 1 && scale.size() != 3) {
            throw new IllegalArgumentException("scale must have one value or three: " + scale);
        }
        if (offset.size() != scale.size()) {
            throw new IllegalArgumentException("offset must have as many values as scale: " + offset);
        }
    }

    float scale(int channel) {
        return scale.get(channel % scale.size());
    }

    float offset(int channel) {
        return offset.get(channel % offset.size());
    }

    /** What scaled values, a channel each, were as pixels. */
    float[] pixels(float[] scaled) {
        float[] pixels = new float[scaled.length];
        for (int c = 0; c < pixels.length; c++) {
            pixels[c] = (scaled[c] - offset(c)) / scale(c);
        }
        return pixels;
    }

    /** The same, for pixels in another range. */
    public Numerics withPixels(float scale, float offset) {
        return withPixels(List.of(scale), List.of(offset));
    }

    /** The same, for pixels in another range, by channel. */
    public Numerics withPixels(List<Float> scale, List<Float> offset) {
        return new Numerics(epsilon, gamma, borders, scale, offset);
    }

    /** The same, with or without the factor. */
    public Numerics withGamma(boolean gamma) {
        return new Numerics(epsilon, gamma, borders, scale, offset);
    }
}
