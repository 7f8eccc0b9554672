package io.inceptionstreams.modelbuild;

import io.inceptionstreams.image.ImageDecoder;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.modelbuild.LabelledFolder.Ignored;
import io.inceptionstreams.modelbuild.LabelledFolder.Photo;
import io.inceptionstreams.modelbuild.head.Examples;
import io.inceptionstreams.modelbuild.head.Examples.Example;
import io.inceptionstreams.util.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The features of labelled photos. A picture is one example however many files have it: copies would be learned and held
 * out at once, and the held-out ones prove nothing then. Copies are told by the pixels that the network sees, so that the
 * same photo in another format or with other metadata is often noticed; another crop or size of it is not.
 *
 * @param photos by the ids of the examples
 * @param leftOut photos that are no examples
 */
public record HeadExamples(Examples examples, List<Photo> photos, List<Ignored> leftOut) {

    /** Enough to keep the device busy. */
    public static final int BATCH = 16;

    /** A class is learned from one photo at least and judged by another. */
    private static final int LEAST = 2;

    /** Computes the features of a few images at a time. */
    @FunctionalInterface
    public interface Network {
        List<float[]> features(List<ByteBuffer> images) throws ClassifierException;
    }

    /**
     * @param keepTogether whether the photos of one subfolder of a class are learned or held out together
     * @throws ModelException when a class has too few pictures left
     */
    public static HeadExamples of(
            LabelledFolder labelled, boolean keepTogether, ImageDecoder decoder, Network network, Progress progress)
            throws ClassifierException, ModelException {
        return new Reading(labelled.photos(), keepTogether, decoder, network, progress).examples(labelled.labels());
    }

    /** One pass over the photos. */
    private static final class Reading {

        private final List<Photo> photos;
        private final boolean keepTogether;
        private final ImageDecoder decoder;
        private final Network network;
        private final Progress progress;

        private final Map<String, Integer> firstWithPixels = new HashMap<>();
        private final Map<Path, Integer> firstInSubfolder = new HashMap<>();
        private final Set<Integer> inTwoClasses = new HashSet<>();
        private final List<Ignored> leftOut = new ArrayList<>();
        private final List<Integer> ids = new ArrayList<>();
        private final List<ByteBuffer> pixels = new ArrayList<>();
        private final List<Example> examples = new ArrayList<>();

        Reading(List<Photo> photos, boolean keepTogether, ImageDecoder decoder, Network network, Progress progress) {
            this.photos = photos;
            this.keepTogether = keepTogether;
            this.decoder = decoder;
            this.network = network;
            this.progress = progress;
        }

        HeadExamples examples(List<String> labels) throws ClassifierException, ModelException {
            for (int id = 0; id < photos.size(); id++) {
                decode(id);
                if (pixels.size() == BATCH) {
                    readFeatures();
                }
                progress.advance(id + 1, photos.size());
            }
            readFeatures();
            examples.removeIf(example -> inTwoClasses.contains(example.id()));
            for (int label = 0; label < labels.size(); label++) {
                int wanted = label;
                long groups = examples.stream()
                        .filter(example -> example.label() == wanted)
                        .map(Example::group)
                        .distinct()
                        .count();
                if (groups < LEAST) {
                    throw new ModelException("--images: class " + labels.get(label) + " has " + groups + " photos"
                            + (keepTogether ? " or subfolders" : "") + " that can be used, " + LEAST
                            + " are needed at least" + why(label));
                }
            }
            return new HeadExamples(new Examples(examples, labels.size()), photos, List.copyOf(leftOut));
        }

        private void decode(int id) {
            Photo photo = photos.get(id);
            try {
                ByteBuffer decoded =
                        decoder.decode(Files.readAllBytes(photo.file())).pixels();
                Integer first = firstWithPixels.putIfAbsent(Sha256.of(decoded), id);
                if (first == null) {
                    ids.add(id);
                    pixels.add(decoded);
                } else {
                    leaveOutCopy(id, first);
                }
            } catch (ImageException e) {
                leftOut.add(new Ignored(photo.file(), e.rejected().detail()));
            } catch (IOException e) {
                leftOut.add(new Ignored(photo.file(), "cannot be read: " + e));
            }
        }

        /** Of two classes with the same picture at least one is wrong, and nothing says which. */
        private void leaveOutCopy(int id, int first) {
            Photo copy = photos.get(id);
            Photo original = photos.get(first);
            if (copy.label() == original.label()) {
                leftOut.add(new Ignored(copy.file(), "has the same pixels as " + original.file()));
                return;
            }
            leftOut.add(new Ignored(
                    copy.file(), "has the same pixels as " + original.file() + ", which is in another class"));
            if (inTwoClasses.add(first)) {
                leftOut.add(new Ignored(
                        original.file(), "has the same pixels as " + copy.file() + ", which is in another class"));
            }
        }

        private void readFeatures() throws ClassifierException {
            if (pixels.isEmpty()) {
                return;
            }
            List<float[]> features = network.features(pixels);
            for (int i = 0; i < features.size(); i++) {
                int id = ids.get(i);
                examples.add(new Example(
                        id, group(id), features.get(i), photos.get(id).label()));
            }
            ids.clear();
            pixels.clear();
        }

        private int group(int id) {
            Photo photo = photos.get(id);
            return keepTogether && photo.subfolder() != null
                    ? firstInSubfolder.computeIfAbsent(photo.subfolder(), any -> id)
                    : id;
        }

        private String why(int label) {
            return photos.stream()
                    .filter(photo -> photo.label() == label)
                    .flatMap(
                            photo -> leftOut.stream().filter(each -> each.path().equals(photo.file())))
                    .findFirst()
                    .map(each -> "; " + each.path() + ": " + each.why())
                    .orElse("");
        }
    }
}
