package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.weights.ReferenceNetwork.Unit;

/** Values that any program can compute again: a mixed counter, seeded with the tensor's name. */
final class Deterministic {

    private Deterministic() {}

    /** From -1 to 1. */
    static float[] uniform(String name, int size) {
        float[] values = new float[size];
        long state = name.hashCode() * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < size; i++) {
            state += 0x9E3779B97F4A7C15L;
            values[i] = (int) (mix(state) >>> 40) / (float) (1 << 23) - 1;
        }
        return values;
    }

    private static long mix(long seed) {
        long z = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Large enough that a signal stays one through fifty layers. */
    static float[] kernel(String name, Unit unit) {
        int inputs = unit.height() * unit.width() * unit.in();
        return scaled(name, inputs * unit.out(), (float) Math.sqrt(6.0 / inputs), 0);
    }

    static float[] gamma(String name, int size) {
        return scaled(name, size, 0.2f, 1);
    }

    static float[] small(String name, int size) {
        return scaled(name, size, 0.2f, 0);
    }

    static float[] variance(String name, int size) {
        return scaled(name, size, 0.4f, 1);
    }

    static float[] dense(String name, int in, int out) {
        return scaled(name, in * out, 3 / (float) Math.sqrt(in), 0);
    }

    private static float[] scaled(String name, int size, float scale, float shift) {
        float[] values = uniform(name, size);
        for (int i = 0; i < size; i++) {
            values[i] = values[i] * scale + shift;
        }
        return values;
    }

    /** Pixels with edges and gradients, uint8 RGB. */
    static byte[] image() {
        byte[] pixels = new byte[299 * 299 * 3];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i % 3;
            int x = i / 3 % 299;
            int y = i / 3 / 299;
            int checks = (x / 37 + y / 23) % 2 * 90;
            pixels[i] = (byte) (checks + (x * (channel + 1) + y * (3 - channel)) * 165 / (299 * 4));
        }
        return pixels;
    }
}
