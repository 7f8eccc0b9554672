package io.inceptionstreams.network;

/** What one image has become: height x width x channels; a vector is 1x1xN. */
public record Shape(int height, int width, int channels) {

    public Shape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "nothing is left of the image: " + height + "x" + width + "x" + channels);
        }
    }

    static Shape vector(int units) {
        return new Shape(1, 1, units);
    }

    @Override
    public String toString() {
        return height + "x" + width + "x" + channels;
    }
}
