package io.inceptionstreams.event;

import static io.inceptionstreams.testing.FuzzTarget.require;
import static io.inceptionstreams.testing.FuzzTarget.requireExplained;

import io.inceptionstreams.testing.FuzzTarget;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Events and results: what is accepted is written and read the same. */
public final class EventFuzz implements FuzzTarget {

    private final EventReader events = new EventReader();
    private final ResultReader results = new ResultReader();
    private final EventWriter writer = new EventWriter();

    @Override
    public List<byte[]> seeds() {
        return Stream.of(Examples.REFERENCE, Examples.LABEL)
                .flatMap(schema -> Stream.concat(Examples.valid(schema).stream(), Examples.invalid(schema).stream()))
                .map(Examples::bytes)
                .toList();
    }

    @Override
    public void parse(byte[] input) throws Exception {
        try {
            ImageReference event = events.read(input);
            require(events.read(writer.write(event)).equals(event), "written and read it is another: ", event);
        } catch (InvalidEventException refused) {
            requireExplained(refused);
        }
        try {
            Labelled result = results.read(input);
            byte[] written = writer.write(result);
            // The first time a score may lose digits, and a data: URI its image.
            require(
                    Arrays.equals(writer.write(results.read(written)), written),
                    "written and read it is another: ",
                    result);
        } catch (InvalidEventException refused) {
            requireExplained(refused);
        }
    }

    @Override
    public long mostBytes() {
        return 16 << 20;
    }
}
