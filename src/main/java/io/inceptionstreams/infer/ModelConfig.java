package io.inceptionstreams.infer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.inceptionstreams.model.Model;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RewriterConfig.Toggle;

/**
 * The {@code ConfigProto} in a model's metadata: base64 of the message, as TensorFlow's own tools and DJL exchange it.
 * What this program does not know, or decides itself, is refused rather than dropped.
 */
public final class ModelConfig {

    private static final String FIELD = "configProto in model.json";

    private ModelConfig() {}

    /** Nothing, for a model without one. */
    static ConfigProto of(Model model) throws ClassifierException {
        if (model.configProto().isEmpty()) {
            return ConfigProto.getDefaultInstance();
        }
        try {
            return parse(model.configProto().get());
        } catch (IllegalArgumentException e) {
            throw new ClassifierException(
                    model.name() + " " + model.version() + ": " + FIELD + ": " + e.getMessage(), e);
        }
    }

    /**
     * From protobuf's text form, such as {@code intra_op_parallelism_threads: 4}, to what the metadata holds.
     *
     * @throws IllegalArgumentException when it is no such message, or says what the settings decide
     */
    public static String encode(String text) {
        try {
            ConfigProto config = TextFormat.parse(text, ConfigProto.class);
            return Base64.getEncoder().encodeToString(checked(config).toByteArray());
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException("does not parse as TensorFlow's ConfigProto: " + e.getMessage(), e);
        }
    }

    /** The text form, on one line, of what the metadata holds. */
    public static String describe(String base64) {
        return TextFormat.printer().emittingSingleLine(true).printToString(parse(base64));
    }

    /** What the metadata holds, without what makes a session compute in less than the graph's own precision. */
    public static String inFull(String base64) {
        ConfigProto config = parse(base64);
        if (!config.getGraphOptions().hasRewriteOptions()) {
            return base64;
        }
        ConfigProto.Builder full = config.toBuilder();
        full.getGraphOptionsBuilder()
                .getRewriteOptionsBuilder()
                .clearAutoMixedPrecision()
                .clearAutoMixedPrecisionMkl()
                .clearAutoMixedPrecisionOnednnBfloat16()
                .clearAutoMixedPrecisionCpu();
        return Base64.getEncoder().encodeToString(full.build().toByteArray());
    }

    /** Whether the configuration makes a CPU compute in bfloat16. */
    static boolean isReduced(ConfigProto config) {
        RewriterConfig rewriters = config.getGraphOptions().getRewriteOptions();
        return Stream.of(rewriters.getAutoMixedPrecisionOnednnBfloat16(), rewriters.getAutoMixedPrecisionMkl())
                .anyMatch(toggle -> toggle == Toggle.ON || toggle == Toggle.AGGRESSIVE);
    }

    static ConfigProto parse(String base64) {
        byte[] message;
        try {
            message = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is no base64: " + e.getMessage(), e);
        }
        try {
            return checked(ConfigProto.parseFrom(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("does not parse as TensorFlow's ConfigProto: " + e.getMessage(), e);
        }
    }

    private static ConfigProto checked(ConfigProto config) {
        if (hasUnknownFields(config)) {
            throw new IllegalArgumentException(
                    "does not parse as TensorFlow's ConfigProto: it has fields that are unknown there");
        }
        if (config.getDeviceCountCount() > 0
                || !config.getGpuOptions().getVisibleDeviceList().isEmpty()) {
            throw new IllegalArgumentException(
                    "device_count and gpu_options.visible_device_list are infer.device's to decide");
        }
        return config;
    }

    /** Any bytes are likely to parse as some message, whose fields are unknown. */
    private static boolean hasUnknownFields(Message message) {
        return !message.getUnknownFields().asMap().isEmpty()
                || message.getAllFields().values().stream()
                        .flatMap(value -> value instanceof Collection<?> many ? many.stream() : List.of(value).stream())
                        .anyMatch(value -> value instanceof Message inner && hasUnknownFields(inner));
    }
}
