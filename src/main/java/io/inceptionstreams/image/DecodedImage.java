package io.inceptionstreams.image;

import java.nio.ByteBuffer;

/**
 * An image as a model takes it, and what it was.
 *
 * @param pixels direct; the target's height x width x 3, uint8, RGB, from position 0 to the limit
 * @param width of the source when it stands upright, in pixels
 * @param height of the source when it stands upright, in pixels
 * @param format {@code jpeg}, {@code png} or {@code webp}
 */
public record DecodedImage(ByteBuffer pixels, int width, int height, String format) {}
