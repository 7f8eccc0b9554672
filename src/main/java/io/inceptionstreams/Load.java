package io.inceptionstreams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Events for a measurement.
 *
 * @param count of events
 * @param counted how many of them are sound, and so are counted
 * @param values the event of each number
 * @param sound whether the event of a number is
 * @param settings what the instance needs for them, as {@code key=value}
 */
record Load(int count, int counted, IntFunction<byte[]> values, IntFunction<Boolean> sound, List<String> settings) {

    private static final EventWriter WRITER = new EventWriter();
    private static final int POISONS = 3;

    /** Small photos inside the events; {@code percent} of the events cannot be labelled, for three reasons in turn. */
    static Load inline(int count, int percent) {
        String photo = "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(PhotoServer.photo());
        byte[] half = PhotoServer.photo();
        String cut =
                "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(Arrays.copyOf(half, half.length / 2));
        IntFunction<Boolean> sound = i -> i % 100 >= percent;
        IntFunction<byte[]> values = i -> {
            if (sound.apply(i)) {
                return reference(i, photo);
            }
            return switch (i % POISONS) {
                case 0 -> ("{\"id\":\"" + i).getBytes(UTF_8);
                case 1 -> reference(i, "data:text/plain,no%20image");
                default -> reference(i, cut);
            };
        };
        int poisoned = 0;
        for (int i = 0; i < count; i++) {
            poisoned += sound.apply(i) ? 0 : 1;
        }
        return new Load(count, count - poisoned, values, sound, List.of());
    }

    /** {@code count} photos of one server and, between them, as many of another if there is one. */
    static Load served(int count, String soundUri, @Nullable String otherUri) {
        List<String> settings = List.of("deadline=5s");
        if (otherUri == null) {
            return new Load(count, count, i -> reference(i, soundUri + i), i -> true, settings);
        }
        return new Load(
                2 * count, count, i -> reference(i, (i % 2 == 0 ? soundUri : otherUri) + i), i -> i % 2 == 0, settings);
    }

    private static byte[] reference(int number, String uri) {
        return WRITER.write(new ImageReference(String.valueOf(number), uri, 1, null, null));
    }
}
