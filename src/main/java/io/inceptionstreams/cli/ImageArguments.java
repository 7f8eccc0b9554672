package io.inceptionstreams.cli;

import io.inceptionstreams.image.ImageFiles;
import io.inceptionstreams.image.ImageFiles.Why;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How commands take image files and folders of them: {@code --recursive}, and a line about what is not looked at. */
final class ImageArguments {

    @Option(names = "--recursive", description = "Looks for images in the folders' subfolders too.")
    boolean recursive;

    /**
     * A file itself, whatever its name, or the image files of a folder.
     *
     * @throws CommandException when there is none
     */
    List<Path> files(Path argument, PrintWriter err) throws CommandException {
        if (Files.isDirectory(argument)) {
            return images(argument, err);
        }
        if (!Files.exists(argument)) {
            throw new CommandException(argument + ": no such file or folder");
        }
        if (!Files.isReadable(argument)) {
            throw new CommandException(argument + ": cannot be read");
        }
        return List.of(argument);
    }

    /**
     * The image files of a folder, by their paths. Says on {@code err} what else is in it.
     *
     * @throws CommandException when there is no image file
     */
    List<Path> images(Path folder, PrintWriter err) throws CommandException {
        ImageFiles found;
        try {
            found = ImageFiles.in(folder, recursive);
        } catch (IOException e) {
            throw new CommandException(folder + ": cannot be read: " + e, e);
        }
        String others = others(found.ignored());
        if (found.images().isEmpty()) {
            throw new CommandException(folder + ": holds no image: no name ends in "
                    + String.join(", ", ImageFiles.ENDINGS) + (others.isEmpty() ? "" : "; not looked at: " + others));
        }
        if (!others.isEmpty()) {
            err.println(folder + ": " + counted(found.images().size(), "image") + "; not looked at: " + others);
            err.flush();
        }
        return found.images();
    }

    private static String others(List<ImageFiles.Ignored> ignored) {
        Map<Why, Integer> counts = new EnumMap<>(Why.class);
        ignored.forEach(each -> counts.merge(each.why(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        counts.forEach((why, count) -> words.add(
                switch (why) {
                    case SUBFOLDER ->
                        counted(count, "subfolder")
                                + (count == 1 ? " (--recursive looks into it)" : " (--recursive looks into them)");
                    case OTHER_ENDING -> counted(count, "file") + " with other endings";
                    case HIDDEN -> count + " hidden";
                    case UNREADABLE -> count + " that cannot be read";
                    case LOOP -> counted(count, "link") + " back to a folder above";
                }));
        return String.join(", ", words);
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
