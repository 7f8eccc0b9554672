package io.inceptionstreams.network.weights;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes HDF5 as h5py does by default, and so Keras: superblock 0, groups as B-trees of symbol nodes with a local heap,
 * object headers of version 1, contiguous data. (jHDF, which reads such files, writes the newer layout only.) Written
 * from the format's specification; every object is placed when it is complete, children first.
 */
@SuppressWarnings({"ArrayRecordComponent", "ByteBufferBackingArray"}) // bytes and numbers, never compared
final class ClassicHdf5 {

    private static final long UNDEFINED = -1;
    private static final int LEAF = 8; // symbols a node: twice the group leaf K of 4
    private static final int TREE = 32; // children a node: twice the group internal K of 16

    /** A group: its children and its attributes, which are lists of texts, or one text. */
    static final class Group {
        private final Map<String, Object> children = new TreeMap<>();
        private final Map<String, Object> attributes = new LinkedHashMap<>();

        Group group(String name) {
            return (Group) children.computeIfAbsent(name, unused -> new Group());
        }

        Group attribute(String name, Object textOrTexts) {
            attributes.put(name, textOrTexts);
            return this;
        }

        void dataset(String name, List<Integer> shape, float[] values) {
            children.put(name, new Dataset(shape, values));
        }
    }

    private record Dataset(List<Integer> shape, float[] values) {}

    /** A group's header, and where its B-tree and heap are. */
    private record Placed(long header, long tree, long heap) {}

    private final RandomAccessFile file;

    private ClassicHdf5(RandomAccessFile file) {
        this.file = file;
    }

    static void write(Path path, Group root) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(0);
            file.write(new byte[96]);
            new ClassicHdf5(file).superblock(root);
        }
    }

    private void superblock(Group root) throws IOException {
        Placed placed = group(root);
        ByteBuffer block = buffer(96).put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'});
        block.put(new byte[] {0, 0, 0, 0, 0, 8, 8, 0});
        block.putShort((short) (LEAF / 2)).putShort((short) (TREE / 2)).putInt(0);
        block.putLong(0).putLong(UNDEFINED).putLong(file.length()).putLong(UNDEFINED);
        block.put(symbol(0, placed));
        file.seek(0);
        file.write(block.array());
    }

    private Placed group(Group group) throws IOException {
        List<byte[]> symbols = new ArrayList<>();
        List<Integer> names = new ArrayList<>();
        ByteBuffer heap = buffer(8
                + group.children.keySet().stream()
                        .mapToInt(name -> padded(name.length() + 1))
                        .sum());
        heap.position(8);
        for (Map.Entry<String, Object> child : group.children.entrySet()) {
            int name = heap.position();
            heap.put(child.getKey().getBytes(StandardCharsets.US_ASCII));
            heap.position(name + padded(child.getKey().length() + 1));
            names.add(name);
            symbols.add(
                    child.getValue() instanceof Group inner
                            ? symbol(name, group(inner))
                            : symbol(name, new Placed(dataset((Dataset) child.getValue()), UNDEFINED, UNDEFINED)));
        }
        long tree = tree(symbols, names);
        long segment = append(heap.array());
        long heapHeader = append(buffer(32)
                .put("HEAP".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .putLong(heap.capacity())
                .putLong(1) // no free block
                .putLong(segment)
                .array());
        List<byte[]> messages = new ArrayList<>();
        messages.add(message(0x11, buffer(16).putLong(tree).putLong(heapHeader).array()));
        group.attributes.forEach((name, value) -> messages.add(message(0x0c, attribute(name, value))));
        return new Placed(header(messages), tree, heapHeader);
    }

    private static byte[] symbol(int name, Placed placed) {
        boolean group = placed.tree() != UNDEFINED;
        ByteBuffer entry = buffer(40)
                .putLong(name)
                .putLong(placed.header())
                .putInt(group ? 1 : 0)
                .putInt(0);
        if (group) {
            entry.putLong(placed.tree()).putLong(placed.heap());
        }
        return entry.array();
    }

    /** Symbol nodes, and as many levels above them as they need. A key is the last name below it. */
    private long tree(List<byte[]> symbols, List<Integer> names) throws IOException {
        List<Long> nodes = new ArrayList<>();
        List<Integer> last = new ArrayList<>();
        for (int from = 0; from < symbols.size(); from += LEAF) {
            int to = Math.min(symbols.size(), from + LEAF);
            ByteBuffer node = buffer(8 + 40 * LEAF)
                    .put("SNOD".getBytes(StandardCharsets.US_ASCII))
                    .putShort((short) 1)
                    .putShort((short) (to - from));
            symbols.subList(from, to).forEach(node::put);
            nodes.add(append(node.array()));
            last.add(names.get(to - 1));
        }
        int level = 0;
        do {
            List<Long> above = new ArrayList<>();
            List<Integer> lastAbove = new ArrayList<>();
            long size = padded(24 + 8 * (2 * TREE + 1));
            int count = Math.max(1, (nodes.size() + TREE - 1) / TREE);
            for (int n = 0; n < count; n++) {
                int from = n * TREE;
                int to = Math.min(nodes.size(), from + TREE);
                ByteBuffer node = buffer((int) size)
                        .put("TREE".getBytes(StandardCharsets.US_ASCII))
                        .put((byte) 0)
                        .put((byte) level)
                        .putShort((short) (to - from))
                        .putLong(n == 0 ? UNDEFINED : file.length() - size)
                        .putLong(n == count - 1 ? UNDEFINED : file.length() + size)
                        .putLong(from == 0 ? 0 : last.get(from - 1));
                for (int i = from; i < to; i++) {
                    node.putLong(nodes.get(i)).putLong(last.get(i));
                }
                above.add(append(node.array()));
                lastAbove.add(to == 0 ? 0 : last.get(to - 1));
            }
            nodes = above;
            last = lastAbove;
            level++;
        } while (nodes.size() > 1);
        return nodes.get(0);
    }

    private long dataset(Dataset dataset) throws IOException {
        ByteBuffer data = buffer(4 * dataset.values().length);
        data.asFloatBuffer().put(dataset.values());
        long place = append(data.array());
        ByteBuffer layout = buffer(18)
                .put((byte) 3)
                .put((byte) 1) // contiguous
                .putLong(place)
                .putLong(data.capacity());
        return header(List.of(
                message(0x01, space(dataset.shape())),
                message(0x03, float32()),
                message(0x05, buffer(4).put(new byte[] {2, 2, 2, 0}).array()),
                message(0x08, layout.array())));
    }

    private static byte[] float32() {
        return buffer(20)
                .put(new byte[] {0x11, 0x20, 0x1f, 0})
                .putInt(4)
                .put(new byte[] {0, 0, 32, 0, 23, 8, 0, 23})
                .putInt(127)
                .array();
    }

    private static byte[] space(List<Integer> shape) {
        ByteBuffer space = buffer(8 + 8 * shape.size()).put((byte) 1).put((byte) shape.size());
        space.position(8);
        shape.forEach(space::putLong);
        return space.array();
    }

    /** Texts of one length, filled up with zeros. */
    private static byte[] attribute(String name, Object value) {
        List<?> texts = value instanceof List<?> list ? list : List.of(value);
        int length =
                texts.stream().mapToInt(text -> text.toString().length()).max().orElse(1);
        byte[] space = space(value instanceof List<?> list ? List.of(list.size()) : List.of());
        byte[] type = buffer(8).put(new byte[] {0x13, 1, 0, 0}).putInt(length).array();
        ByteBuffer attribute = buffer(
                8 + padded(name.length() + 1) + padded(type.length) + padded(space.length) + length * texts.size());
        attribute
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) (name.length() + 1))
                .putShort((short) type.length)
                .putShort((short) space.length);
        attribute.put(java.util.Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), padded(name.length() + 1)));
        attribute.put(java.util.Arrays.copyOf(type, padded(type.length)));
        attribute.put(java.util.Arrays.copyOf(space, padded(space.length)));
        texts.forEach(text ->
                attribute.put(java.util.Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), length)));
        return attribute.array();
    }

    private static byte[] message(int type, byte[] content) {
        ByteBuffer message = buffer(8 + padded(content.length))
                .putShort((short) type)
                .putShort((short) padded(content.length))
                .putInt(0);
        return message.put(content).array();
    }

    private long header(List<byte[]> messages) throws IOException {
        int size = messages.stream().mapToInt(message -> message.length).sum();
        ByteBuffer header = buffer(16 + size)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) messages.size())
                .putInt(1)
                .putInt(size)
                .putInt(0);
        messages.forEach(header::put);
        return append(header.array());
    }

    private long append(byte[] bytes) throws IOException {
        long place = file.length();
        file.seek(place);
        file.write(java.util.Arrays.copyOf(bytes, padded(bytes.length)));
        return place;
    }

    private static int padded(int length) {
        return (length + 7) / 8 * 8;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
