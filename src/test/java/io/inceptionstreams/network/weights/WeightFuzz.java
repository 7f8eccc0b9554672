package io.inceptionstreams.network.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.network.weights.FamilyFiles.Stored;
import io.inceptionstreams.testing.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Weight files of every kind, a tfjs model's {@code model.json} or {@code model.min.js} among them: a file is refused with
 * the exceptions that say so, and a tensor has as many numbers as its shape says.
 */
public final class WeightFuzz implements FuzzTarget {

    private static final Map<String, Stored> TENSORS = new LinkedHashMap<>();

    static {
        TENSORS.put("dense/kernel", new Stored(List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
        TENSORS.put("dense/bias", new Stored(List.of(3), new float[] {7, 8, 9}));
    }

    private static final String SHARD = "group1-shard1of1";
    private static final long MOST_NUMBERS = 1 << 20;

    private final Path folder;
    private final Path file;

    public WeightFuzz() throws IOException {
        folder = Files.createTempDirectory("weights");
        folder.toFile().deleteOnExit();
        file = folder.resolve("file");
        Files.write(folder.resolve(SHARD), new byte[36]);
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        ClassicHdf5.Group root = new ClassicHdf5.Group().attribute("layer_names", List.of("dense"));
        TENSORS.forEach((name, stored) -> root.group("dense")
                .group("dense")
                .dataset(name.substring(name.indexOf('/') + 1) + ":0", stored.shape(), stored.values()));
        ClassicHdf5.write(file, root);
        seeds.add(Files.readAllBytes(file));
        FamilyFiles.safetensors(file, TENSORS);
        seeds.add(Files.readAllBytes(file));
        FamilyFiles.frozenGraph(file, TENSORS);
        seeds.add(Files.readAllBytes(file));
        String manifest = "{\"modelTopology\":{\"model_config\":{\"config\":{\"layers\":[{\"class_name\":\"Dense\","
                + "\"config\":{\"name\":\"dense\",\"units\":3,\"activation\":\"softmax\"}}]}}},\"weightsManifest\":[{"
                + "\"paths\":[\"" + SHARD + "\"],\"weights\":[{\"name\":\"dense/kernel\",\"shape\":[2,3],\"dtype\":"
                + "\"float32\"},{\"name\":\"dense/bias\",\"shape\":[6],\"dtype\":\"float32\",\"quantization\":{"
                + "\"dtype\":\"uint16\",\"scale\":0.5,\"min\":-1}}]}]}";
        seeds.add(manifest.getBytes(UTF_8));
        seeds.add(("exports={a:!0,b:'c'," + manifest.substring(1)).getBytes(UTF_8));
        seeds.add(tgz(manifest.getBytes(UTF_8)));
        return seeds;
    }

    private static byte[] tgz(byte[] manifest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (Map.Entry<String, byte[]> entry : Map.of(
                            "package/model.json", manifest, "package/" + SHARD, new byte[36])
                    .entrySet()) {
                TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
                header.setSize(entry.getValue().length);
                tar.putArchiveEntry(header);
                tar.write(entry.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void parse(byte[] input) throws Exception {
        Path model = folder.resolve("model.json");
        Path script = folder.resolve("model.min.js");
        boolean isModel = starts(input, "{");
        boolean isScript = starts(input, "exports");
        Path place = isModel ? model : isScript ? script : file;
        Files.write(place, input);
        try {
            WeightFiles.read(isModel || isScript ? folder : file);
            throw new AssertionError("so small a file has the whole network");
        } catch (WeightsException | IOException refused) {
            // as it must be
        }
        try {
            WeightFile weights = isModel || isScript ? TfjsFile.read(new FolderSource(folder)) : open(input);
            if (weights != null) {
                check(weights);
            }
        } catch (WeightsException | IOException refused) {
            // what is no such file
        } finally {
            Files.delete(place);
        }
    }

    private static boolean starts(byte[] input, String text) {
        byte[] start = text.getBytes(UTF_8);
        return Arrays.equals(input, 0, Math.min(input.length, start.length), start, 0, start.length);
    }

    private @Nullable WeightFile open(byte[] input) throws IOException, WeightsException {
        byte[] head = Arrays.copyOf(input, Math.min(input.length, 16));
        if (KerasFile.starts(head)) {
            return KerasFile.open(file);
        } else if (SafetensorsFile.starts(head, input.length)) {
            return SafetensorsFile.open(file);
        } else if (starts(input, "\n")) {
            return FrozenGraphFile.open(file);
        } else if (starts(input, "\u001f")) {
            return TfjsFile.read(PackageSource.open(file));
        }
        return null;
    }

    private static void check(WeightFile weights) throws IOException, WeightsException {
        for (Map.Entry<String, List<Integer>> tensor : weights.shapes().entrySet()) {
            long numbers = 1;
            for (int size : tensor.getValue()) {
                numbers = Math.min(MOST_NUMBERS, numbers * Math.max(-1, size));
            }
            // A shape that is not the network's is never read.
            if (numbers >= 0 && numbers < MOST_NUMBERS) {
                int found = weights.read(tensor.getKey()).length;
                if (found != numbers) {
                    throw new AssertionError(tensor + " has " + found + " numbers");
                }
            }
        }
    }

    @Override
    public long mostBytes() {
        return 64 << 20;
    }
}
