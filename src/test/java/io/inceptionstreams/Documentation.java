package io.inceptionstreams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that users read: README.md, those of docs/, and the other pages of the repository. */
final class Documentation {

    static final Path README = Path.of("README.md");
    static final Path FOLDER = Path.of("docs");

    private static final List<Path> OTHERS = List.of(
            Path.of("CONTRIBUTING.md"),
            Path.of("CHANGELOG.md"),
            Path.of("SECURITY.md"),
            Path.of("helm/inception-streams/README.md"));

    /** A Markdown file. */
    record Page(Path path, String text) {

        static Page read(Path path) {
            try {
                return new Page(path, Files.readString(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<String> blocks(String language) {
            return Pattern.compile("(?s)\n```" + language + "\n(.*?)\n```\n")
                    .matcher(text)
                    .results()
                    .map(result -> result.group(1))
                    .toList();
        }

        /** The rows below a table's head. */
        List<String> table(String head) {
            return Arrays.stream(text.split("\n", -1))
                    .dropWhile(line -> !line.startsWith(head))
                    .takeWhile(line -> line.startsWith("|"))
                    .skip(2)
                    .toList();
        }

        /** Texts between single backticks, outside of blocks. */
        List<String> code() {
            return Pattern.compile("`([^`\n]+)`")
                    .matcher(prose())
                    .results()
                    .map(result -> result.group(1))
                    .toList();
        }

        /** The page without its blocks. */
        String prose() {
            return text.replaceAll("(?ms)^```.*?^```$", "");
        }

        /** Targets of links and pictures, as they are written. */
        List<String> links() {
            return Pattern.compile("]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"")
                    .matcher(prose())
                    .results()
                    .map(result -> result.group(1) == null ? result.group(2) : result.group(1))
                    .toList();
        }

        /** The anchors that GitHub makes of the headings. */
        List<String> anchors() {
            Map<String, Integer> seen = new HashMap<>();
            return prose().lines()
                    .filter(line -> line.matches("#{1,6} .*"))
                    .map(Page::anchor)
                    .map(anchor -> {
                        int earlier = seen.merge(anchor, 1, Integer::sum) - 1;
                        return earlier == 0 ? anchor : anchor + "-" + earlier;
                    })
                    .toList();
        }

        private static String anchor(String heading) {
            return heading.replaceFirst("^#+ ", "")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
        }
    }

    private Documentation() {}

    /** README.md and the pages of docs/, in the order of their names. */
    static List<Page> pages() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return Stream.concat(
                            Stream.of(README),
                            files.filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .map(Page::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All pages, with those that neither lie in docs/ nor are the README. */
    static List<Page> everything() {
        return Stream.concat(pages().stream(), OTHERS.stream().map(Page::read)).toList();
    }

    static Page page(String name) {
        return Page.read(FOLDER.resolve(name));
    }
}
