package io.inceptionstreams.lab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Events for a measurement.
 *
 * @param count of events
 * @param values the event of each number
 * @param sound whether the event of a number must be labelled; only those are counted
 */
record Load(int count, IntFunction<byte[]> values, IntPredicate sound) {

    private static final EventWriter WRITER = new EventWriter();
    private static final int POISONS = 3;

    /** How many of the events are sound. */
    int counted() {
        return (int) IntStream.range(0, count).filter(sound).count();
    }

    /** References to these images, in turn. */
    static Load of(int count, List<String> uris) {
        return new Load(count, i -> reference(i, uris.get(i % uris.size())), i -> true);
    }

    /** References that only simulated images answer. */
    static Load simulated(int count) {
        return new Load(count, i -> reference(i, "simulated:" + i), i -> true);
    }

    /** Small photos inside the events; {@code percent} of the events cannot be labelled, for three reasons in turn. */
    static Load inline(int count, int percent) {
        byte[] bytes = PhotoServer.photo();
        String photo = dataUri(bytes);
        String cut = dataUri(Arrays.copyOf(bytes, bytes.length / 2));
        IntPredicate sound = i -> i % 100 >= percent;
        return new Load(
                count,
                i -> {
                    if (sound.test(i)) {
                        return reference(i, photo);
                    }
                    return switch (i % POISONS) {
                        case 0 -> ("{\"id\":\"" + i).getBytes(UTF_8);
                        case 1 -> reference(i, "data:text/plain,no%20image");
                        default -> reference(i, cut);
                    };
                },
                sound);
    }

    /** Photos of one server. */
    static Load served(int count, String uri) {
        return new Load(count, i -> reference(i, uri + i), i -> true);
    }

    /** {@code count} photos of one server; between them, one event in {@code every} is of another. */
    static Load served(int count, String soundUri, String otherUri, int every) {
        IntPredicate sound = i -> i % every != every - 1;
        return new Load(
                count * every / (every - 1), i -> reference(i, (sound.test(i) ? soundUri : otherUri) + i), sound);
    }

    private static String dataUri(byte[] jpeg) {
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
    }

    private static byte[] reference(int number, String uri) {
        return WRITER.write(new ImageReference(String.valueOf(number), uri, 1, null, null));
    }
}
