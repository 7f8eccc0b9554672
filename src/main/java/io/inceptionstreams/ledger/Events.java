package io.inceptionstreams.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Reason;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * The numbered events of a run, a function of the seed and the number: most refer to a small image that they bring
 * along, some cannot be answered with labels, in three ways.
 */
final class Events {

    private static final int IMAGES = 8;
    private static final int IMAGE_SIDE = 32;
    private static final long FIRST_TIMESTAMP = 1_700_000_000_000L;

    private final EventWriter writer = new EventWriter();
    private final long seed;
    private final List<String> images;

    Events(long seed) {
        this.seed = seed;
        this.images = images(new Random(seed));
    }

    /** Unique, so that an answer names its event even when that could not be read. */
    static String key(int number) {
        return "event-" + number;
    }

    /** The number of the event with this key; -1 when it is no key of ours. */
    static int number(byte @Nullable [] key) {
        if (key == null) {
            return -1;
        }
        String text = new String(key, UTF_8);
        try {
            return text.startsWith("event-") ? Integer.parseInt(text.substring("event-".length())) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static long timestamp(int number) {
        return FIRST_TIMESTAMP + number;
    }

    /** Why the event must be rejected; null when it must be labelled. */
    @Nullable
    Reason rejection(int number) {
        return switch (kind(number)) {
            case 0 -> Reason.EVENT_INVALID;
            case 1 -> Reason.IMAGE_UNSUPPORTED;
            case 2 -> Reason.SCHEME_UNSUPPORTED;
            default -> null;
        };
    }

    byte[] value(int number) {
        Random random = random(number);
        String id = key(number);
        return switch (kind(number)) {
            case 0 -> ("{\"id\":\"" + id + "\",\"uri\":").getBytes(UTF_8);
            case 1 ->
                reference(id, "data:image/png;base64," + Base64.getEncoder().encodeToString(noise(random)));
            case 2 -> reference(id, "gopher://example.invalid/" + number);
            default -> reference(id, images.get(random.nextInt(images.size())));
        };
    }

    private byte[] reference(String id, String uri) {
        return writer.write(new ImageReference(id, uri, 1, null, null));
    }

    /** 0 to 99, evenly. */
    private int kind(int number) {
        return (int) Math.floorMod(seed * 31 + number * 2_654_435_761L, 100L);
    }

    private Random random(int number) {
        return new Random(seed * 1_000_003 + number);
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[64];
        random.nextBytes(bytes);
        return bytes;
    }

    private static List<String> images(Random random) {
        List<String> uris = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            BufferedImage image = new BufferedImage(IMAGE_SIDE, IMAGE_SIDE, BufferedImage.TYPE_INT_RGB);
            var graphics = image.createGraphics();
            graphics.setColor(new Color(random.nextInt(0x1000000)));
            graphics.fillRect(0, 0, IMAGE_SIDE, IMAGE_SIDE);
            graphics.setColor(new Color(random.nextInt(0x1000000)));
            graphics.fillOval(4, 4, IMAGE_SIDE - 8, IMAGE_SIDE - 8);
            graphics.dispose();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                ImageIO.write(image, "jpg", bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            uris.add("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
        return uris;
    }
}
