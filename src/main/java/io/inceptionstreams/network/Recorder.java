package io.inceptionstreams.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the verbs of {@link Layer} write into. Used by one thread, for one network. */
final class Recorder {

    private final Map<String, String> kinds = new LinkedHashMap<>();
    private final Map<String, List<Node>> nodes = new LinkedHashMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();

    void open(String stage, String kind) {
        if (kinds.put(stage, kind) != null) {
            throw new IllegalStateException("two stages named " + stage);
        }
        nodes.put(stage, new ArrayList<>());
    }

    String add(String stage, Node node) {
        nodes.getOrDefault(stage, List.of()).add(node);
        return node.name();
    }

    void output(String name, String node) {
        outputs.put(name, node);
    }

    Network network() {
        List<Network.Stage> stages = new ArrayList<>();
        kinds.forEach((name, kind) -> stages.add(new Network.Stage(name, kind, nodes.getOrDefault(name, List.of()))));
        return new Network(stages, outputs);
    }
}
