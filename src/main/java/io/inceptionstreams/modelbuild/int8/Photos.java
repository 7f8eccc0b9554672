package io.inceptionstreams.modelbuild.int8;

import io.inceptionstreams.image.DecodeSettings;
import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.ImageFiles;
import io.inceptionstreams.image.Target;
import io.inceptionstreams.model.Preprocessing;
import io.inceptionstreams.util.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Different photos of a folder and its subfolders, decoded when they are asked for. */
final class Photos {

    private final ImageDecoder decoder;
    private final List<Path> files;

    private Photos(ImageDecoder decoder, List<Path> files) {
        this.decoder = decoder;
        this.files = List.copyOf(files);
    }

    /**
     * Those that decode, of files with the same pixels the first, in an order that their pixels alone decide: a photo is
     * calibrated with or held out wherever its file lies.
     *
     * @param ignored gets a line for each file that is none of them
     */
    static Photos in(Path folder, Preprocessing preprocessing, List<String> ignored) throws IOException {
        ImageDecoder decoder = new ImageDecoder(DecodeSettings.defaults(), Target.of(preprocessing));
        Map<String, Path> byDigest = new TreeMap<>();
        for (Path file : ImageFiles.in(folder, true).images()) {
            try {
                ByteBuffer pixels = decoder.decode(Files.readAllBytes(file)).pixels();
                Path first = byDigest.putIfAbsent(Sha256.of(pixels), file);
                if (first != null) {
                    ignored.add(file + " has the same pixels as " + first);
                }
            } catch (ImageException e) {
                ignored.add(file + ": " + e.rejected().detail());
            }
        }
        return new Photos(decoder, new ArrayList<>(byDigest.values()));
    }

    int size() {
        return files.size();
    }

    Path file(int i) {
        return files.get(i);
    }

    /** The first {@code most} of them, or all where there are fewer. */
    Photos first(int most) {
        return new Photos(decoder, files.subList(0, Math.min(most, files.size())));
    }

    /** One in three, or the two others. */
    Photos heldOut(boolean heldOut) {
        List<Path> some = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if ((i % 3 == 0) == heldOut) {
                some.add(files.get(i));
            }
        }
        return new Photos(decoder, some);
    }

    /** @throws IOException also when the file no longer decodes */
    ByteBuffer pixels(int i) throws IOException {
        try {
            return decoder.decode(Files.readAllBytes(files.get(i))).pixels();
        } catch (ImageException e) {
            throw new IOException(files.get(i) + " changed while it was used", e);
        }
    }
}
