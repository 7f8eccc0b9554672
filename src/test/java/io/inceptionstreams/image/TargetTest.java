package io.inceptionstreams.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.inceptionstreams.image.Target.Channels;
import io.inceptionstreams.image.Target.Fit;
import io.inceptionstreams.image.Target.Interpolation;
import io.inceptionstreams.image.Target.Region;
import io.inceptionstreams.model.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetTest {

    private static Target target(Fit fit, double fraction, Channels channels) {
        return new Target(40, 20, fit, fraction, Interpolation.BICUBIC, channels);
    }

    @ParameterizedTest
    @CsvSource({
        "STRETCH, 1, false, 0, 0, 400, 100",
        "STRETCH, 0.5, false, 100, 25, 200, 50",
        "CROP, 1, false, 100, 0, 200, 100",
        "CROP, 0.5, false, 150, 25, 100, 50",
        "CROP, 1, true, 175, 0, 50, 100",
    })
    void whatIsShownOf400x100(Fit fit, double fraction, boolean turned, int left, int top, int width, int height) {
        assertThat(target(fit, fraction, Channels.RGB).region(400, 100, turned))
                .isEqualTo(new Region(left, top, width, height));
    }

    @Test
    void aFractionIsAboveZeroAndAtMostOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> target(Fit.CROP, 0, Channels.RGB));
        assertThatIllegalArgumentException().isThrownBy(() -> target(Fit.CROP, 1.1, Channels.RGB));
    }

    /** Red on the left quarter, blue on the right one, green between them: 400 x 100. */
    private static byte[] flag() throws IOException {
        BufferedImage image = new BufferedImage(400, 100, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 400; x++) {
            for (int y = 0; y < 100; y++) {
                image.setRGB(x, y, x < 100 ? 0xff0000 : x < 300 ? 0x00ff00 : 0x0000ff);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static ByteBuffer decode(Target target) throws Exception {
        return new ImageDecoder(DecodeSettings.defaults(), target)
                .decode(flag())
                .pixels();
    }

    @Test
    void aCropShowsTheMiddleAlone() throws Exception {
        ByteBuffer pixels = decode(target(Fit.CROP, 1, Channels.RGB));

        for (int i = 0; i < 40 * 20; i++) {
            assertThat(pixels.get(3 * i)).isZero();
            assertThat(pixels.get(3 * i + 1)).isEqualTo((byte) 255);
        }
    }

    @Test
    void aStretchShowsAllInTheOrderOfColoursThatIsWanted() throws Exception {
        ByteBuffer rgb = decode(target(Fit.STRETCH, 1, Channels.RGB));
        ByteBuffer bgr = decode(target(Fit.STRETCH, 1, Channels.BGR));

        assertThat(new byte[] {rgb.get(0), rgb.get(1), rgb.get(2)}).containsExactly(255, 0, 0);
        assertThat(new byte[] {bgr.get(0), bgr.get(1), bgr.get(2)}).containsExactly(0, 0, 255);
        assertThat(new byte[] {rgb.get(117), rgb.get(118), rgb.get(119)}).containsExactly(0, 0, 255);
    }

    /** What the user sets comes before what the model says, and that before white. */
    @Test
    void theModelSaysWhatTransparentImagesLayOn() throws Exception {
        BufferedImage invisible = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
        byte[] png = TestImages.png(invisible);
        Target ofModel = Target.of(new Preprocessing(
                4,
                4,
                Preprocessing.Resize.STRETCH,
                1,
                Preprocessing.Interpolation.AREA,
                Preprocessing.Channels.RGB,
                Optional.of(Preprocessing.Alpha.BLACK)));
        Target silent = new Target(4, 4, Target.Interpolation.AREA);

        assertThat(firstByte(png, DecodeSettings.defaults(), silent)).isEqualTo(255);
        assertThat(firstByte(png, DecodeSettings.defaults(), ofModel)).isZero();
        assertThat(firstByte(png, Limits.alpha(DecodeSettings.Alpha.WHITE), ofModel))
                .isEqualTo(255);
    }

    private static int firstByte(byte[] image, DecodeSettings limits, Target target) throws ImageException {
        return new ImageDecoder(limits, target).decode(image).pixels().get(0) & 0xff;
    }
}
