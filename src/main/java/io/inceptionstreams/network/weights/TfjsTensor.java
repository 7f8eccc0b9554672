package io.inceptionstreams.network.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a tfjs weights manifest, with its place in the data. Values quantised to whole numbers are {@code q * scale
 * + min}, computed in double as TensorFlow.js does, and kept in float; halves are plain.
 *
 * @param start offset of the first byte in {@code data}
 */
@SuppressWarnings("ArrayRecordComponent") // a view of shared data, never compared
record TfjsTensor(
        String name, List<Integer> shape, Encoding encoding, double scale, double min, byte[] data, long start) {

    /** How a number is stored, little-endian. */
    enum Encoding {
        FLOAT32(4),
        FLOAT16(2),
        UINT8(1),
        UINT16(2);

        private final int bytes;

        Encoding(int bytes) {
            this.bytes = bytes;
        }
    }

    static TfjsTensor of(JsonNode entry, byte[] data, long start) throws WeightsException {
        String name = KerasNames.withoutScopes(entry.path("name").asText());
        List<Integer> shape = new ArrayList<>();
        for (JsonNode size : entry.path("shape")) {
            if (!size.isInt() || size.intValue() < 1) {
                throw new WeightsException(name + ": shape " + entry.path("shape") + " is not one of this network");
            }
            shape.add(size.intValue());
        }
        JsonNode quantization = entry.path("quantization");
        Encoding encoding = encoding(name, entry.path("dtype").asText(), quantization);
        boolean whole = encoding == Encoding.UINT8 || encoding == Encoding.UINT16;
        if (whole
                && !(quantization.path("scale").isNumber()
                        && quantization.path("min").isNumber())) {
            throw new WeightsException(name + ": quantization needs scale and min, is " + quantization);
        }
        return new TfjsTensor(
                name,
                shape,
                encoding,
                quantization.path("scale").asDouble(1),
                quantization.path("min").asDouble(0),
                data,
                start);
    }

    private static Encoding encoding(String name, String type, JsonNode quantization) throws WeightsException {
        String quantized = quantization.path("dtype").asText();
        if (type.equals("float32") && quantization.isMissingNode()) {
            return Encoding.FLOAT32;
        } else if (type.equals("float32") && quantized.equals("uint8")) {
            return Encoding.UINT8;
        } else if (type.equals("float32") && quantized.equals("uint16")) {
            return Encoding.UINT16;
        } else if (type.equals("float32") && quantized.equals("float16")) {
            return Encoding.FLOAT16;
        }
        throw new WeightsException(name + ": dtype " + type + " with quantization " + quantization
                + "; float32 is read, plain or quantised to uint8, uint16 or float16");
    }

    long bytes() throws WeightsException {
        long bytes = encoding.bytes;
        for (int size : shape) {
            bytes *= size;
            if (bytes > Integer.MAX_VALUE) {
                throw new WeightsException(name + ": shape " + shape + " is too large");
            }
        }
        return bytes;
    }

    float[] values() {
        float[] values = new float[shape.stream().reduce(1, Math::multiplyExact)];
        ByteBuffer bytes = ByteBuffer.wrap(data, (int) start, values.length * encoding.bytes)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (encoding) {
                case FLOAT32 -> bytes.getFloat();
                case FLOAT16 -> Half.toFloat(bytes.getShort());
                case UINT8 -> (float) (Byte.toUnsignedInt(bytes.get()) * scale + min);
                case UINT16 -> (float) (Short.toUnsignedInt(bytes.getShort()) * scale + min);
            };
        }
        return values;
    }
}
