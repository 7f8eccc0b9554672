package io.inceptionstreams.lab.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.event.EventWriter;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Reason;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * The numbered events of a run, a function of the seed and the number: most refer to a small image that they bring
 * along, some cannot be answered with labels, in three ways or four.
 */
final class Events {

    private static final int IMAGES = 8;
    private static final int IMAGE_SIDE = 32;
    private static final long FIRST_TIMESTAMP = 1_700_000_000_000L;

    /** In the year 2096. Topics take events of up to an hour from now, unless they are told otherwise. */
    private static final long FIRST_FUTURE_TIMESTAMP = 4_000_000_000_000L;

    private static final Instant ZERO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    private final EventWriter writer = new EventWriter();
    private final long seed;
    private final EventMix mix;
    private final List<String> images;

    Events(long seed, EventMix mix) {
        this.seed = seed;
        this.mix = mix;
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

    long timestamp(int number) {
        return (isInFuture(number) ? FIRST_FUTURE_TIMESTAMP : FIRST_TIMESTAMP) + number;
    }

    /** Whether the output topics refuse the event's timestamp. */
    boolean isInFuture(int number) {
        return share(number, 1) < mix.futureTimestamps();
    }

    /** Why the event must be rejected; null when it must be labelled. */
    @Nullable
    Reason rejection(int number) {
        return switch (kind(number)) {
            case 0 -> Reason.EVENT_INVALID;
            case 1 -> Reason.IMAGE_UNSUPPORTED;
            case 2 -> Reason.SCHEME_UNSUPPORTED;
            default -> hasZeroDeadline(number) ? Reason.DEADLINE_EXCEEDED : null;
        };
    }

    byte[] value(int number) {
        Random random = random(number);
        String id = key(number);
        return switch (kind(number)) {
            case 0 -> ("{\"id\":\"" + id + "\",\"uri\":").getBytes(UTF_8);
            case 1 ->
                reference(number, "data:image/png;base64," + Base64.getEncoder().encodeToString(noise(random)));
            case 2 -> reference(number, "gopher://example.invalid/" + number);
            default -> reference(number, images.get(random.nextInt(images.size())));
        };
    }

    private byte[] reference(int number, String uri) {
        return writer.write(new ImageReference(key(number), uri, 1, hasZeroDeadline(number) ? ZERO_TIME : null, null));
    }

    private boolean hasZeroDeadline(int number) {
        return kind(number) > 2 && share(number, 2) < mix.zeroDeadlines();
    }

    /** From 0 to 1, evenly; another one for each purpose. */
    private double share(int number, int purpose) {
        return new SplittableRandom(seed * 1_000_003 + number * 31L + purpose).nextDouble();
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
