package io.inceptionstreams.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.image.DecodedImage;
import io.inceptionstreams.infer.Scores;
import io.inceptionstreams.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * A page of small pictures with their labels, in one file that loads nothing and runs nothing. Written as the pictures
 * come, beside its place, and moved there when it is whole. For one thread.
 *
 * <p>Its size is bounded: it shows {@value #MOST_CARDS} files at most, and thumbnails of {@value #MOST_BYTES} characters
 * together; what is behind that is counted.
 */
final class ContactSheet implements AutoCloseable {

    static final int MOST_CARDS = 5000;
    static final int MOST_BYTES = 32 << 20;

    private static final int LABELS = 5;
    private static final int MOST_CHARACTERS = 300;

    private final Path place;
    private final Path draft;
    private final Model model;
    private final Writer out;
    private final int mostCards;
    private final int mostBytes;

    private int cards;
    private int unshown;
    private int failed;
    private long thumbnailBytes;
    private boolean whole;

    private ContactSheet(Path place, Path draft, Model model, Writer out, int mostCards, int mostBytes) {
        this.place = place;
        this.draft = draft;
        this.model = model;
        this.out = out;
        this.mostCards = mostCards;
        this.mostBytes = mostBytes;
    }

    /**
     * Refuses a place where no page can be, before there is one to write.
     *
     * @throws CommandException also for a name that is no page's: {@code --html} before a list of photos must not
     *     overwrite the first of them
     */
    static void check(Path place) throws CommandException {
        Path folder = place.toAbsolutePath().getParent();
        String name = String.valueOf(place.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(".html") && !name.endsWith(".htm")) {
            throw new CommandException("--html: the name must end in .html: " + place);
        }
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(place)) {
            throw new CommandException("--html: cannot be written: " + place);
        }
    }

    /**
     * Begins a page.
     *
     * @param place its file; one that is there is replaced when the page is whole
     */
    static ContactSheet begin(Path place, Model model, String device) throws IOException {
        return begin(place, model, device, MOST_CARDS, MOST_BYTES);
    }

    static ContactSheet begin(Path place, Model model, String device, int mostCards, int mostBytes) throws IOException {
        Path absolute = place.toAbsolutePath();
        Path draft = absolute.resolveSibling("." + absolute.getFileName() + ".part");
        ContactSheet sheet =
                new ContactSheet(absolute, draft, model, Files.newBufferedWriter(draft, UTF_8), mostCards, mostBytes);
        sheet.head(device);
        return sheet;
    }

    private void head(String device) throws IOException {
        String name = text(model.name() + " " + model.version());
        out.write("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <header>
                <h1>%s</h1>
                %d classes, on %s; SHA-256 %s
                </header>
                <main>
                """.formatted(name, style(), name, model.labels().size(), text(device), text(model.sha256())));
    }

    /** A classified file. */
    void add(Path file, DecodedImage image, Scores scores) throws IOException {
        if (isFull()) {
            return;
        }
        begin("<article>");
        figure(image);
        out.write("<h2><bdi>" + text(file.toString()) + "</bdi></h2>\n<ol>\n");
        for (Scores.Ranked ranked : scores.top(LABELS)) {
            out.write(String.format(
                    Locale.ROOT,
                    "<li><b><bdi>%s</bdi></b><i>%.4f</i><u style=\"--share:%.1f%%\"></u></li>\n",
                    text(ranked.label()),
                    ranked.score(),
                    100 * ranked.score()));
        }
        out.write("</ol>\n</article>\n");
    }

    private void figure(DecodedImage image) throws IOException {
        Thumbnail thumbnail = Thumbnail.of(image, model.preprocessing());
        if (thumbnailBytes + thumbnail.uri().length() > mostBytes) {
            out.write("<figure>no thumbnail: the page has enough of them</figure>\n");
            return;
        }
        thumbnailBytes += thumbnail.uri().length();
        out.write(String.format(
                Locale.ROOT,
                "<figure><img alt=\"\" width=\"%d\" height=\"%d\" src=\"%s\"></figure>\n",
                thumbnail.width(),
                thumbnail.height(),
                thumbnail.uri()));
    }

    /** A file that has no labels, and why. */
    void addFailure(Path file, String why) throws IOException {
        failed++;
        if (isFull()) {
            return;
        }
        begin("<article class=\"failed\">");
        out.write("<figure>no picture</figure>\n<h2><bdi>" + text(file.toString()) + "</bdi></h2>\n<p>" + text(why)
                + "</p>\n</article>\n");
    }

    private boolean isFull() {
        if (cards < mostCards) {
            return false;
        }
        unshown++;
        return true;
    }

    private void begin(String tag) throws IOException {
        cards++;
        out.write(tag + "\n");
    }

    /** Nothing more will come: puts the page in its place. */
    void finish() throws IOException {
        int files = cards + unshown;
        out.write("</main>\n<footer>" + files + " files, " + (files - failed) + " with labels"
                + (unshown == 0 ? "" : "; " + unshown + " of them are not on this page")
                + "</footer>\n</body>\n</html>\n");
        out.close();
        Files.move(draft, place, StandardCopyOption.REPLACE_EXISTING);
        whole = true;
    }

    /** Leaves nothing of a page that is not whole. */
    @Override
    public void close() throws IOException {
        if (!whole) {
            out.close();
            Files.deleteIfExists(draft);
        }
    }

    private static String text(String foreign) {
        return HtmlText.escaped(foreign, MOST_CHARACTERS);
    }

    private static String style() throws IOException {
        try (InputStream in = ContactSheet.class.getResourceAsStream("/cli/contact-sheet.css")) {
            if (in == null) {
                throw new IOException("the style of the contact sheet is missing from the program");
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
