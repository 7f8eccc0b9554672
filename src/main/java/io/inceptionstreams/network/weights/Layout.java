package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.Tensor;
import java.util.List;

/** How a family of files lays out what this product keeps as height, width, in, out, and as in, out. */
enum Layout {
    /** Keras and TensorFlow.js: as here. */
    KERAS,
    /** TensorFlow-slim: a dense layer is a convolution of 1x1. */
    SLIM {
        @Override
        List<Integer> stored(Tensor tensor) {
            List<Integer> shape = tensor.shape();
            return shape.size() == 2 ? List.of(1, 1, shape.get(0), shape.get(1)) : shape;
        }
    },
    /** PyTorch: a convolution is out, in, height, width; a dense layer is out, in. */
    TORCH {
        @Override
        List<Integer> stored(Tensor tensor) {
            List<Integer> s = tensor.shape();
            return switch (s.size()) {
                case 4 -> List.of(s.get(3), s.get(2), s.get(0), s.get(1));
                case 2 -> List.of(s.get(1), s.get(0));
                default -> s;
            };
        }

        @Override
        float[] restored(Tensor tensor, float[] stored) {
            List<Integer> s = tensor.shape();
            int inputs = s.get(Math.max(0, s.size() - 2));
            int outputs = s.get(s.size() - 1);
            if (s.size() == 1) {
                return stored;
            }
            int area = stored.length / (inputs * outputs);
            float[] restored = new float[stored.length];
            int next = 0;
            for (int out = 0; out < outputs; out++) {
                for (int in = 0; in < inputs; in++) {
                    for (int place = 0; place < area; place++) {
                        restored[(place * inputs + in) * outputs + out] = stored[next++];
                    }
                }
            }
            return restored;
        }
    };

    /** The shape that the file must have for a tensor. */
    List<Integer> stored(Tensor tensor) {
        return tensor.shape();
    }

    /** The file's values in this product's order; may be the same array. */
    float[] restored(Tensor tensor, float[] stored) {
        return stored;
    }
}
