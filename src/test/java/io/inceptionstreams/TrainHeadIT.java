package io.inceptionstreams;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.ResultReader;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelFolder;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixty drawings of three kinds, the default model's features, and the whole command. */
final class TrainHeadIT {

    @TempDir
    Path folder = Path.of("");

    private static void draw(Path file, String kind, Random random) throws IOException {
        BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(random.nextInt(0x1000000)));
        pen.fillRect(0, 0, 320, 240);
        pen.setStroke(new BasicStroke(4 + random.nextInt(6)));
        for (int i = 0; i < 12; i++) {
            pen.setColor(new Color(random.nextInt(0x1000000)));
            int x = random.nextInt(280);
            int y = random.nextInt(200);
            int size = 30 + random.nextInt(60);
            switch (kind) {
                case "rings" -> pen.drawOval(x, y, size, size);
                case "boxes" -> pen.fillRect(x, y, size, size);
                default -> pen.drawLine(x, 0, x, 240);
            }
        }
        pen.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void aHeadIsTrainedOnDrawingsAndTheModelProvesItself() throws Exception {
        Random random = new Random(11);
        for (String kind : new String[] {"rings", "boxes", "stripes"}) {
            Path class_ = Files.createDirectories(folder.resolve("drawings").resolve(kind));
            for (int i = 0; i < 20; i++) {
                draw(class_.resolve(i + ".png"), kind, random);
            }
        }
        Files.writeString(folder.resolve("drawings/rings/broken.png"), "no image");
        Path base = Path.of("target", "models");
        DefaultModel.ensure(base, Progress.none());

        String out = run(
                "model",
                "train-head",
                "--images",
                folder.resolve("drawings").toString(),
                "--labels-from-folders",
                "--output",
                folder.resolve("models").toString(),
                "--name",
                "shapes",
                "--model",
                base.resolve(DefaultModel.NAME).toString());

        assertThat(out)
                .contains("trained on 48 photos")
                .contains("held out 12: accuracy ")
                .contains("serve it with run --model " + folder.resolve("models/shapes") + System.lineSeparator());
        double accuracy = Double.parseDouble(out.replaceAll("(?s).*accuracy ([0-9.]+) %.*", "$1"));
        assertThat(accuracy).isGreaterThanOrEqualTo(90);
        Model model = ModelFolder.open(folder.resolve("models/shapes"));
        assertThat(model.labels()).containsExactly("boxes", "rings", "stripes");
        assertThat(run(
                        "model",
                        "verify",
                        "--model",
                        folder.resolve("models/shapes").toString(),
                        "--set",
                        "batch.max-size=4"))
                .contains("3 golden images agree");
        assertThat(run(
                        "classify",
                        "--model",
                        model.folder().toString(),
                        folder.resolve("drawings/rings/3.png").toString()))
                .containsPattern("0\\.[5-9]\\d*  rings");
        assertServedByTheDemo(model);
    }

    /** The same main job as with the default model: broker, topology, device; the drawings of one class go in. */
    private void assertServedByTheDemo(Model model) throws Exception {
        String out = run(
                "demo",
                "--json",
                "--images",
                folder.resolve("drawings/stripes").toString(),
                "--model",
                model.folder().toString(),
                "--set",
                "infer.device=cpu",
                "--set",
                "infer.warm-up=max",
                "--set",
                "batch.max-size=4",
                "--set",
                "output.labels=3");

        List<String> best = new ArrayList<>();
        for (String line : out.lines().toList()) {
            Labelled result = new ResultReader().read(line.getBytes(StandardCharsets.UTF_8));
            assertThat(result.model().name()).isEqualTo("shapes");
            assertThat(result.model().sha256()).isEqualTo(model.sha256());
            assertThat(result.labels())
                    .extracting(Labelled.Label::label)
                    .containsExactlyInAnyOrder("boxes", "rings", "stripes");
            best.add(result.labels().get(0).label());
        }
        assertThat(best).hasSize(20);
        assertThat(best.stream().filter("stripes"::equals)).hasSizeGreaterThanOrEqualTo(18);
    }

    private static String run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        assertThat(exit).as(err.toString()).isZero();
        return out.toString();
    }
}
