package io.inceptionstreams.network.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * safetensors: eight bytes with the length of a JSON header, the header, and the numbers one after the other, little-
 * endian. As the format demands, the tensors must cover the data without a gap or an overlap. Numbers are read from the
 * file when they are asked for.
 */
final class SafetensorsFile implements WeightFile {

    private static final int LENGTH = Long.BYTES;
    /** The format's own limit is 100 MB; a thousand tensors take 100 kB. */
    private static final long LARGEST_HEADER = 10 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @param start of the first byte in the file */
    private record Entry(String type, List<Integer> shape, long start, long end) {}

    private final Path path;
    private final Map<String, Entry> entries;

    private SafetensorsFile(Path path, Map<String, Entry> entries) {
        this.path = path;
        this.entries = entries;
    }

    /** Whether the first bytes of a file can be those of this format. */
    static boolean starts(byte[] head, long size) {
        return head.length > LENGTH && head[LENGTH] == '{' && headerLength(head) <= size - LENGTH;
    }

    private static long headerLength(byte[] head) {
        long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return length < 0 ? Long.MAX_VALUE : length;
    }

    static SafetensorsFile open(Path path) throws IOException, WeightsException {
        JsonNode header;
        long data;
        long size;
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            size = channel.size();
            long length = headerLength(read(channel, 0, LENGTH).array());
            if (length > Math.min(LARGEST_HEADER, size - LENGTH)) {
                throw new WeightsException(path + ": its header has " + length + " bytes, the file " + size);
            }
            data = LENGTH + length;
            header = MAPPER.readTree(read(channel, LENGTH, (int) length).array());
        } catch (JacksonException e) {
            throw new WeightsException(path + ": its header does not parse: " + e.getOriginalMessage(), e);
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                entries.put(field.getKey(), entry(path, field.getKey(), field.getValue(), data));
            }
        }
        checkCovers(path, entries, data, size);
        return new SafetensorsFile(path, entries);
    }

    private static Entry entry(Path path, String name, JsonNode node, long data) throws WeightsException {
        List<Integer> shape = new ArrayList<>();
        boolean whole = node.path("shape").isArray();
        for (JsonNode size : node.path("shape")) {
            whole &= size.isInt() && size.intValue() >= 0;
            shape.add(size.intValue());
        }
        JsonNode offsets = node.path("data_offsets");
        if (!whole
                || !offsets.path(0).isIntegralNumber()
                || !offsets.path(1).isIntegralNumber()
                || !node.path("dtype").isTextual()) {
            throw new WeightsException(path + ": the header's entry " + name + " is not one of safetensors: " + node);
        }
        long start = offsets.path(0).longValue();
        long end = offsets.path(1).longValue();
        String type = node.path("dtype").textValue();
        long bytes = width(type);
        for (int size : shape) {
            bytes *= size; // 2^31 a side at most, and the file's size ends it
            if (bytes < 0 || bytes > Integer.MAX_VALUE) {
                throw new WeightsException(path + ": " + name + " " + shape + " is too large");
            }
        }
        if (start < 0 || end < start || (width(type) > 0 && end - start != bytes)) {
            throw new WeightsException(path + ": " + name + " " + type + shape + " cannot lie at " + offsets);
        }
        return new Entry(type, List.copyOf(shape), data + start, data + end);
    }

    private static void checkCovers(Path path, Map<String, Entry> entries, long data, long size)
            throws WeightsException {
        long next = data;
        List<Map.Entry<String, Entry>> inOrder = entries.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().start()))
                .toList();
        for (Map.Entry<String, Entry> entry : inOrder) {
            if (entry.getValue().start() != next) {
                throw new WeightsException(path + ": a gap or an overlap before " + entry.getKey());
            }
            next = entry.getValue().end();
        }
        if (next != size) {
            throw new WeightsException(path + ": its tensors end at " + next + ", the file at " + size);
        }
    }

    /** Bytes of a number; 0 for types that hold no weights. */
    private static int width(String type) {
        return switch (type) {
            case "F64" -> 8;
            case "F32" -> 4;
            case "F16", "BF16" -> 2;
            default -> 0;
        };
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public String kind() {
        return "safetensors";
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        entries.forEach((name, entry) -> shapes.put(name, entry.shape()));
        return shapes;
    }

    @Override
    public float[] read(String tensor) throws IOException, WeightsException {
        Entry entry = entries.get(tensor);
        if (entry == null) {
            throw new IllegalArgumentException(path + " has no " + tensor);
        }
        if (width(entry.type()) == 0) {
            throw new WeightsException(
                    path + ": " + tensor + " is " + entry.type() + "; F64, F32, F16 and BF16 are read");
        }
        ByteBuffer bytes;
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            bytes = read(channel, entry.start(), (int) (entry.end() - entry.start()));
        }
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / width(entry.type())];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (entry.type()) {
                case "F64" -> (float) bytes.getDouble();
                case "F32" -> bytes.getFloat();
                case "F16" -> Half.toFloat(bytes.getShort());
                default -> Float.intBitsToFloat(bytes.getShort() << 16);
            };
        }
        return values;
    }

    @Override
    public List<HeadLayer> dense() {
        return List.of();
    }

    private static ByteBuffer read(SeekableByteChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        channel.position(position);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the file ends at " + channel.size() + ", within a tensor");
            }
        }
        return bytes.flip();
    }
}
