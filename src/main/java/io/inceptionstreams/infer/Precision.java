package io.inceptionstreams.infer;

import io.inceptionstreams.model.Metadata;
import java.util.Locale;
import java.util.stream.Stream;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;

/**
 * What the large operations of a session compute with.
 *
 * <p>The golden scores are float32's in both, and a score may be as far from them as the tolerance says.
 */
enum Precision {
    /** What the graph says: float32, or the float16 of a model that was built so for GPUs. */
    FLOAT32("", 1e-2),
    /**
     * 8 bits of each factor; sums, activations' normalisation and softmax stay float32. docs/performance.md has the
     * differences that were measured, of which the tolerance is a bound.
     */
    BFLOAT16(":bfloat16", 2e-2),
    /**
     * What the graph of an int8 model says: 8 bits of each factor, sums of 32 bits. Its metadata has a
     * tolerance of its own, at most this.
     */
    INT8(":int8", Metadata.Int8.MOST);

    private final String suffix;
    private final double goldenTolerance;

    Precision(String suffix, double goldenTolerance) {
        this.suffix = suffix;
        this.goldenTolerance = goldenTolerance;
    }

    /**
     * How far a score may be from the golden one. TensorFloat-32 and float16 keep 10 bits of each product, bfloat16
     * keeps 8; a wrong weight or a wrong channel order shows in whole tenths.
     */
    double goldenTolerance() {
        return goldenTolerance;
    }

    /** The device's name in results and metrics. */
    String deviceName(DevicePlacement place) {
        return place.name() + suffix;
    }

    /** What the name of a device says. */
    static Precision ofDevice(String name) {
        return Stream.of(BFLOAT16, INT8)
                .filter(precision -> name.endsWith(precision.suffix))
                .findFirst()
                .orElse(FLOAT32);
    }

    /** The same configuration for a session of this precision. */
    ConfigProto applyTo(ConfigProto config) {
        if (this != BFLOAT16) {
            return config;
        }
        ConfigProto.Builder changed = config.toBuilder();
        changed.getGraphOptionsBuilder()
                .getRewriteOptionsBuilder()
                .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON);
        return changed.build();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
