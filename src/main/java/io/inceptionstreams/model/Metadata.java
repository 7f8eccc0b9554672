package io.inceptionstreams.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code model.json} says about a model, but for the digests of its files.
 *
 * @param name letters, digits, dots, dashes and underscores; names the folder
 * @param version a whole number without leading zeros; names the version folder
 * @param labels the classes, in the order of the model's output
 * @param classifier how the model's scores relate to each other
 * @param features where the pooled features are, if the model offers them
 * @param configProto TensorFlow's {@code ConfigProto} for the model's sessions, in base64, if it has one; parsed by who
 *     runs the model
 * @param int8 of a graph that computes in 8 bits
 * @param golden images whose scores are known; may be empty
 */
public record Metadata(
        String name,
        String version,
        List<String> labels,
        Preprocessing preprocessing,
        Classifier classifier,
        Model.Signature signature,
        Optional<Features> features,
        Origin origin,
        Optional<String> configProto,
        Optional<Int8> int8,
        List<Golden> golden) {

    /** A model without a configuration of its own or golden images. */
    public Metadata(
            String name,
            String version,
            List<String> labels,
            Preprocessing preprocessing,
            Classifier classifier,
            Model.Signature signature,
            Optional<Features> features,
            Origin origin) {
        this(
                name,
                version,
                labels,
                preprocessing,
                classifier,
                signature,
                features,
                origin,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** The same, with these golden images. */
    public Metadata withGolden(List<Golden> images) {
        return with(configProto, int8, images);
    }

    /** The same, with this configuration. */
    public Metadata withConfigProto(Optional<String> config) {
        return with(config, int8, golden);
    }

    /** The same, of a graph in 8 bits. */
    public Metadata withInt8(Int8 graph) {
        return with(configProto, Optional.of(graph), golden);
    }

    /** The same, of the graph in float32 that it stands for. */
    public Metadata withoutInt8() {
        return with(configProto, Optional.empty(), golden);
    }

    private Metadata with(Optional<String> config, Optional<Int8> graph, List<Golden> images) {
        return new Metadata(
                name, version, labels, preprocessing, classifier, signature, features, origin, config, graph, images);
    }

    /** The kinds of classifier that can be served. */
    public enum Classifier {
        /** One class an image: the scores add up to 1. */
        SOFTMAX,
        /** Any number of classes an image: each score is a probability of its own. */
        SIGMOID
    }

    /**
     * Of a graph in 8 bits, which only CPUs with instructions for that compute.
     *
     * @param goldenTolerance how far a score of a golden image may be from float32's, from what was measured at the build
     */
    public record Int8(double goldenTolerance) {

        /** A model that needs more is not the same model. */
        public static final double MOST = 0.05;

        public Int8 {
            require(
                    goldenTolerance > 0 && goldenTolerance <= MOST,
                    "int8.goldenTolerance",
                    "must be above 0 and at most " + MOST,
                    goldenTolerance);
        }
    }

    /** The signature and the output with the features, and how many they are. */
    public record Features(String signature, String output, int size) {
        public Features {
            require(!signature.isBlank(), "features.signature", "must not be blank", signature);
            require(!output.isBlank(), "features.output", "must not be blank", output);
            require(size > 0, "features.size", "must be positive", size);
        }
    }

    /**
     * @param source where the weights come from
     * @param licence SPDX identifier, or the licence's name
     * @param notice the copyright and permission notice to keep with copies; may be empty
     */
    public record Origin(String source, String licence, String notice) {
        public Origin {
            require(!source.isBlank(), "origin.source", "must not be blank", source);
            require(!licence.isBlank(), "origin.licence", "must not be blank", licence);
        }
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern VERSION = Pattern.compile("0|[1-9][0-9]{0,17}");

    public Metadata {
        labels = List.copyOf(labels);
        golden = List.copyOf(golden);
        for (Golden image : golden) {
            require(
                    image.scores().size() == labels.size(),
                    "golden.scores",
                    "must be " + labels.size() + ", a class each",
                    image.scores().size());
        }
        checkName(name);
        checkVersion(version);
        require(!labels.isEmpty(), "labels", "must name at least one class", labels);
        require(labels.stream().noneMatch(String::isBlank), "labels", "must not be blank", labels);
        require(new HashSet<>(labels).size() == labels.size(), "labels", "must differ from each other", labels);
        require(!signature.name().isBlank(), "signature.name", "must not be blank", signature.name());
        require(!signature.input().isBlank(), "signature.input", "must not be blank", signature.input());
        require(
                !signature.probabilities().isBlank(),
                "signature.probabilities",
                "must not be blank",
                signature.probabilities());
    }

    /** @throws IllegalArgumentException when no model can have this name */
    static void checkName(String name) {
        require(
                NAME.matcher(name).matches(),
                "name",
                "must be letters, digits, dots, dashes and underscores, and start with a letter or digit",
                name);
    }

    /** @throws IllegalArgumentException when no model can have this version */
    static void checkVersion(String version) {
        require(isVersion(version), "version", "must be a whole number without leading zeros", version);
    }

    static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    private static void require(boolean holds, String field, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + rule + ", is \"" + value + '"');
        }
    }
}
