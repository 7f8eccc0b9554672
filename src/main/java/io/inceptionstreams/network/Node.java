package io.inceptionstreams.network;

import java.util.List;

/** One recorded verb. Nodes refer to each other by name; a name is unique in its network. */
sealed interface Node {

    String name();

    List<String> inputs();

    /** The image: uint8 pixels. */
    record Image(String name, Shape shape) implements Node {
        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    /** Convolution without bias, then batch normalisation, then relu. */
    record Convolution(String name, String input, int filters, Window window) implements Node {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    record MaxPool(String name, String input, Window window) implements Node {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    record AveragePool(String name, String input, Window window) implements Node {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** Joins the channels of its inputs, in their order. */
    record Concat(String name, List<String> inputs) implements Node {}

    /** The mean over height and width: a vector. */
    record GlobalAverage(String name, String input) implements Node {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** A vector times a matrix, plus a bias; relu, or nothing. */
    record Dense(String name, String input, int units, boolean relu) implements Node {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** The scores of the classes; an export may put sigmoid in its place. */
    record Softmax(String name, String input) implements Node {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }
}
