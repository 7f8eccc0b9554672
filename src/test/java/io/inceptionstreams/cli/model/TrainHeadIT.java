package io.inceptionstreams.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.cli.RootCommand;
import io.inceptionstreams.event.Labelled;
import io.inceptionstreams.event.ResultReader;
import io.inceptionstreams.infer.InferSettings;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.Progress;
import io.inceptionstreams.modelbuild.DefaultModel;
import io.inceptionstreams.testing.CommandRun;
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
        Files.writeString(folder.resolve("drawings/rings/notes.txt"), "no image");
        Files.createDirectories(folder.resolve("drawings/empty"));
        // A copy in the same class, and one in another: the same picture must not be learned and held out at once.
        Files.copy(folder.resolve("drawings/boxes/0.png"), folder.resolve("drawings/boxes/copy.png"));
        draw(folder.resolve("drawings/rings/both.png"), "rings", random);
        Files.copy(folder.resolve("drawings/rings/both.png"), folder.resolve("drawings/stripes/both.png"));
        Path base = Path.of("target", "models");
        DefaultModel.ensure(base, InferSettings.defaults(), Progress.none());

        CommandRun trained = train(base);
        String out = trained.out();

        assertThat(trained.exit()).as(trained.err()).isZero();
        assertThat(out)
                .contains("trained on 48 photos")
                .contains("held out 12: accuracy ")
                .contains("serve it with run --model " + folder.resolve("models/shapes") + System.lineSeparator());
        Path drawings = folder.resolve("drawings");
        assertThat(trained.err().lines())
                .contains(
                        "--labels-from-folders does nothing: a photo's label is always its folder's name",
                        "ignored: " + drawings.resolve("empty") + " is a class without photos",
                        "ignored: " + drawings.resolve("rings/notes.txt")
                                + " does not end in .jpg, .jpeg, .png, .webp, .gif, .bmp",
                        "left out: " + drawings.resolve("boxes/copy.png") + " has the same pixels as "
                                + drawings.resolve("boxes/0.png"),
                        "left out: " + drawings.resolve("rings/both.png") + " has the same pixels as "
                                + drawings.resolve("stripes/both.png") + ", which is in another class",
                        "left out: " + drawings.resolve("stripes/both.png") + " has the same pixels as "
                                + drawings.resolve("rings/both.png") + ", which is in another class")
                .anyMatch(line -> line.startsWith("left out: " + drawings.resolve("rings/broken.png") + " "));
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
        assertOriginIsThatOfTheBase(model, ModelFolder.open(base.resolve(DefaultModel.NAME)));
        assertServedByTheDemo(model);

        assertThat(train(base).out()).contains(folder.resolve("models/shapes/2") + ": 3 classes");
        assertThat(train(base, "--force").out()).contains(folder.resolve("models/shapes/2") + ": 3 classes");
        CommandRun refused = train(base, "--model-version", "1");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains(folder.resolve("models/shapes/1") + " exists; --force replaces it");
    }

    private CommandRun train(Path base, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
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
                base.resolve(DefaultModel.NAME).toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    /** The licence of the weights demands that its notice stays with copies; most of the new model is one. */
    private static void assertOriginIsThatOfTheBase(Model model, Model base) {
        Metadata.Origin origin = model.metadata().origin();
        assertThat(origin.licence()).isEqualTo("MIT");
        assertThat(origin.notice())
                .isEqualTo(base.metadata().origin().notice())
                .contains("Permission is hereby granted", "Infinite Red");
        assertThat(origin.source())
                .contains("a head trained on the features of nsfwjs-inception-v3 1 (SHA-256 " + base.sha256() + ")")
                .endsWith(base.metadata().origin().source());
        assertThat(run("model", "inspect", "--model", model.folder().toString()))
                .contains("licence        MIT", "Infinite Red");
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
        assertThat(best).hasSize(21);
        assertThat(best.stream().filter("stripes"::equals)).hasSizeGreaterThanOrEqualTo(19);
    }

    private static String run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = RootCommand.commandLine(new ModelCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        assertThat(exit).as(err.toString()).isZero();
        return out.toString();
    }
}
