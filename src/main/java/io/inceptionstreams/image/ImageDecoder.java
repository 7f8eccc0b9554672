package io.inceptionstreams.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_BGR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.DecodeSettings.Alpha;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes JPEG, PNG, WebP and BMP with OpenCV and GIF in Java, at the target's size, upright, in its order of colours.
 *
 * <p>An image that has the target's size already is not resampled: its pixels are exact. A larger JPEG is decoded at a
 * half, a quarter or an eighth (libjpeg skips the work), as long as both sides stay at least the target's.
 *
 * <p>A transparent image is blended onto the background that {@code decode.alpha} names, or its transparency is dropped.
 * Colour profiles are not applied: Keras and TensorFlow train and classify on the bare values. Grey becomes RGB, 16 bits
 * become 8, CMYK becomes RGB by its inverted (Adobe's) form.
 *
 * <p>Safe for use by many threads; a call keeps its thread busy for milliseconds to a second and cannot be interrupted.
 * Native memory is freed when it returns; {@link Probed#nativeBytes} tells how much that is at its peak. The pixels of the
 * answer are native too; a caller that is done with them may {@link #recycle} them.
 */
public final class ImageDecoder implements Decoder {

    private static final Logger LOG = LoggerFactory.getLogger(ImageDecoder.class);

    private final DecodeSettings limits;
    private final Target target;
    private final Alpha alpha;
    private final PixelPool pool;

    /** For callers that do not recycle pixels. Loads OpenCV, the first time. */
    public ImageDecoder(DecodeSettings limits, Target target) {
        this(limits, target, 1);
    }

    /**
     * Loads OpenCV, the first time.
     *
     * @param spare recycled buffers of one image's pixels that are kept, at least 1: as many as images that are decoded
     *     and not yet classified
     */
    public ImageDecoder(DecodeSettings limits, Target target, int spare) {
        this.limits = limits;
        this.target = target;
        this.alpha = limits.alpha() != null ? limits.alpha() : target.alpha();
        this.pool = new PixelPool(target.width() * target.height() * 3, spare);
        OpenCv.load();
    }

    @Override
    public void recycle(DecodedImage image) {
        pool.give(image.pixels());
    }

    @Override
    public DecodedImage decode(byte[] bytes) throws ImageException {
        return probe(bytes).decode();
    }

    @Override
    public Probed probe(byte[] bytes) throws ImageException {
        EncodedImage image = EncodedImage.probe(bytes, limits);
        return new Ready(image, nativeBytes(image));
    }

    /** An image that may be decoded. */
    private final class Ready implements Probed {

        private final EncodedImage image;
        private final long nativeBytes;

        Ready(EncodedImage image, long nativeBytes) {
            this.image = image;
            this.nativeBytes = nativeBytes;
        }

        @Override
        public long nativeBytes() {
            return nativeBytes;
        }

        @Override
        public boolean heavy() {
            return nativeBytes > DecodeSettings.LIGHT_BYTES || image.passes() > DecodeSettings.LIGHT_PASSES;
        }

        @Override
        public DecodedImage decode() throws ImageException {
            return decoded(image);
        }
    }

    private DecodedImage decoded(EncodedImage image) throws ImageException {
        ImageHeader header = image.header();
        ByteBuffer pixels = pool.take();
        boolean decoded = false;
        NativeMessages.begin();
        try {
            decode(image, pixels);
            decoded = true;
        } catch (RuntimeException e) { // what JavaCPP makes of a C++ exception
            throw ImageException.permanent(
                    Reason.IMAGE_CORRUPT, "the " + header.format().title() + " does not decode: " + e, e);
        } finally {
            String said = NativeMessages.end();
            if (!said.isEmpty()) {
                LOG.debug(
                        "While the {} was decoded, its library said: {}",
                        header.format().title(),
                        said);
            }
            if (!decoded) {
                pool.give(pixels);
            }
        }
        boolean turned = header.orientation().transposes();
        return new DecodedImage(
                pixels,
                turned ? header.height() : header.width(),
                turned ? header.width() : header.height(),
                header.format().word());
    }

    /**
     * Native bytes that decoding takes at its peak.
     *
     * @throws ImageException when the limits forbid it
     */
    long nativeBytes(EncodedImage image) throws ImageException {
        ImageHeader header = image.header();
        int reduction = reduction(header);
        long pixels = (long) ceilDiv(header.width(), reduction) * ceilDiv(header.height(), reduction);
        return limits.check(image, pixels, blends(image));
    }

    private boolean blends(EncodedImage image) {
        return image.transparent() && alpha != Alpha.DROP;
    }

    private void decode(EncodedImage image, ByteBuffer pixels) throws ImageException {
        ImageHeader header = image.header();
        Orientation orientation = header.orientation();
        boolean turned = orientation.transposes();
        // The target as the stored image sees it, lying on its side perhaps: what is turned at the end is small.
        int width = turned ? target.height() : target.width();
        int height = turned ? target.width() : target.height();
        int reduction = reduction(header);
        boolean blends = blends(image);
        try (BytePointer source = image.pieces().toNative();
                Mat encoded = new Mat(1, image.pieces().length(), CV_8UC1, source);
                Mat stored = image.gif() != null
                        ? image.gif().decode(blends, limits.minComplete())
                        : imdecode(encoded, blends ? IMREAD_UNCHANGED : flags(reduction));
                Mat eightBits = new Mat();
                Mat scaled = new Mat();
                Mat upright = new Mat();
                BytePointer destination = new BytePointer(pixels);
                Mat rgb = new Mat(target.height(), target.width(), CV_8UC3, destination)) {
            check(stored, header, reduction);
            checkComplete(stored, image);
            Mat result = blends ? Transparency.premultiplied(stored, eightBits) : stored;
            if (!blends && stored.type() != CV_8UC3) {
                throw ImageHeader.corrupt("the " + header.format().title() + " decodes to another kind of pixels");
            }
            Target.Region shown = target.region(stored.cols(), stored.rows(), turned);
            if (shown.width() != stored.cols()
                    || shown.height() != stored.rows()
                    || shown.width() != width
                    || shown.height() != height) {
                scale(result, shown, scaled, width, height);
                result = scaled;
            }
            if (turned) {
                transpose(result, upright);
                result = upright;
            }
            if (orientation.flips()) {
                flip(result, upright, orientation.flipCode());
                result = upright;
            }
            boolean isRgb = target.channels() == Target.Channels.RGB;
            if (result.channels() == 4) {
                Transparency.blend(result, alpha, isRgb, pixels);
            } else if (isRgb) {
                // Writes into the buffer, because the buffer's Mat has the size and type of the result already.
                cvtColor(result, rgb, COLOR_BGR2RGB);
            } else {
                result.copyTo(rgb);
            }
        }
    }

    /** A decoder makes grey what a torn JPEG lacks. */
    private void checkComplete(Mat stored, EncodedImage image) throws ImageException {
        if (image.header().format() != ImageFormat.JPEG) {
            return;
        }
        double grey = (double) TornRows.count(stored) / stored.rows();
        double complete = image.jpeg().complete(grey > 1 - limits.minComplete() ? grey : 0);
        if (complete < limits.minComplete()) {
            throw ImageHeader.corrupt(String.format(
                    Locale.ROOT,
                    "the JPEG has %.0f %% of its data; decode.min-complete is %s",
                    Math.floor(100 * complete),
                    limits.minComplete()));
        }
    }

    /** 8, 4, 2 or 1: the largest at which libjpeg, which rounds up, keeps both sides at least as long as wanted. */
    private int reduction(ImageHeader header) {
        int reduction = header.format() == ImageFormat.JPEG ? 8 : 1;
        while (reduction > 1 && isTooSmall(header, reduction)) {
            reduction /= 2;
        }
        return reduction;
    }

    private boolean isTooSmall(ImageHeader header, int reduction) {
        boolean turned = header.orientation().transposes();
        int width = turned ? target.height() : target.width();
        int height = turned ? target.width() : target.height();
        Target.Region shown =
                target.region(ceilDiv(header.width(), reduction), ceilDiv(header.height(), reduction), turned);
        return shown.width() < width || shown.height() < height;
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private static int flags(int reduction) {
        int scale = switch (reduction) {
            case 8 -> IMREAD_REDUCED_COLOR_8;
            case 4 -> IMREAD_REDUCED_COLOR_4;
            case 2 -> IMREAD_REDUCED_COLOR_2;
            default -> IMREAD_COLOR_BGR;
        };
        return scale | IMREAD_IGNORE_ORIENTATION;
    }

    /** The decoder must have found what the probe found; if not, one of them was deceived. */
    private static void check(Mat stored, ImageHeader header, int reduction) throws ImageException {
        if (stored.empty()) {
            throw ImageHeader.corrupt("the " + header.format().title() + " does not decode");
        }
        if (stored.cols() != ceilDiv(header.width(), reduction)
                || stored.rows() != ceilDiv(header.height(), reduction)) {
            throw ImageHeader.corrupt("the " + header.format().title() + " decodes to " + stored.cols() + "x"
                    + stored.rows() + " pixels, and its header says " + header.width() + "x" + header.height());
        }
    }

    private void scale(Mat stored, Target.Region shown, Mat to, int width, int height) {
        boolean shrinks = shown.width() >= width && shown.height() >= height;
        boolean shrinksMuch = shown.width() > 2 * width && shown.height() > 2 * height;
        try (Rect rectangle = new Rect(shown.left(), shown.top(), shown.width(), shown.height());
                Mat from = new Mat(stored, rectangle);
                Mat halfway = new Mat();
                Size size = new Size(width, height);
                Size twice = new Size(2 * width, 2 * height)) {
            switch (target.interpolation()) {
                case AREA -> resize(from, to, size, 0, 0, shrinks ? INTER_AREA : INTER_LINEAR);
                case BILINEAR -> resize(from, to, size, 0, 0, INTER_LINEAR);
                case BICUBIC -> {
                    if (shrinksMuch) {
                        resize(from, halfway, twice, 0, 0, INTER_AREA);
                    }
                    resize(shrinksMuch ? halfway : from, to, size, 0, 0, INTER_CUBIC);
                }
            }
        }
    }
}
