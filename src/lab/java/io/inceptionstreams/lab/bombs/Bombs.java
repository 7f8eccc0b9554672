package io.inceptionstreams.lab.bombs;

import java.util.List;
import java.util.stream.Stream;

/** All costly files that there are. */
public final class Bombs {

    private Bombs() {}

    /** In an order in which they can be read: by format. */
    public static List<Bomb> all() {
        return Stream.of(JpegBombs.all(), PngBombs.all(), WebpBombs.all(), GifBombs.all(), BmpBombs.all())
                .flatMap(List::stream)
                .toList();
    }
}
