package io.inceptionstreams.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inceptionstreams.network.Description;
import io.inceptionstreams.network.Factorisation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How a {@link Description} is printed. */
final class NetworkTable {

    private static final JsonMapper MAPPER = new JsonMapper();

    private NetworkTable() {}

    static String table(Description description) {
        StringBuilder text = new StringBuilder();
        line(text, "%-15s %-21s %-12s %5s %12s %16s", "stage", "", "output", "conv", "parameters", "multiply-adds");
        for (Description.Stage stage : description.stages()) {
            line(
                    text,
                    "%-15s %-21s %-12s %5d %,12d %,16d",
                    stage.name(),
                    stage.kind(),
                    stage.shape(),
                    stage.convolutions(),
                    stage.parameters(),
                    stage.multiplyAdds());
        }
        line(text, "");
        line(text, "%-44s %,24d", "without the auxiliary classifier", description.parameters());
        line(text, "%-44s %,24d", "with it", description.parametersWithAuxiliary());
        line(text, "%-44s %,24d", "multiply-adds an image, without it", description.multiplyAdds());
        line(text, "");
        line(text, "What the factorisations save (one layer with the larger kernel, against what is there):");
        line(
                text,
                "%-9s %-21s %6s %18s %12s %12s %7s",
                "kernel",
                "as",
                "times",
                "weights a pair",
                "parameters",
                "instead of",
                "saved");
        groups(description.factorisations()).forEach((title, all) -> {
            Factorisation first = all.get(0);
            long before =
                    all.stream().mapToLong(Factorisation::parametersBefore).sum();
            long after = all.stream().mapToLong(Factorisation::parametersAfter).sum();
            line(
                    text,
                    "%-9s %-21s %6d %18s %,12d %,12d %6.0f%%",
                    first.replaced(),
                    first.by(),
                    all.size(),
                    first.weightsBefore() + " to " + first.weightsAfter(),
                    after,
                    before,
                    100.0 * (before - after) / before);
        });
        return text.toString();
    }

    private static Map<String, List<Factorisation>> groups(List<Factorisation> all) {
        return all.stream()
                .collect(Collectors.groupingBy(
                        found -> found.replaced() + " " + found.by(), LinkedHashMap::new, Collectors.toList()));
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments).stripTrailing())
                .append(System.lineSeparator());
    }

    static String json(Description description) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode stages = root.putArray("stages");
        for (Description.Stage stage : description.stages()) {
            ObjectNode node = stages.addObject();
            node.put("name", stage.name()).put("kind", stage.kind());
            node.putArray("shape")
                    .add(stage.shape().height())
                    .add(stage.shape().width())
                    .add(stage.shape().channels());
            node.put("convolutions", stage.convolutions())
                    .put("parameters", stage.parameters())
                    .put("multiplyAdds", stage.multiplyAdds());
        }
        ArrayNode factorisations = root.putArray("factorisations");
        for (Factorisation found : description.factorisations()) {
            factorisations
                    .addObject()
                    .put("stage", found.stage())
                    .put("replaced", found.replaced())
                    .put("by", found.by())
                    .put("weightsBefore", found.weightsBefore())
                    .put("weightsAfter", found.weightsAfter())
                    .put("parametersBefore", found.parametersBefore())
                    .put("parametersAfter", found.parametersAfter());
        }
        root.put("parameters", description.parameters())
                .put("parametersWithAuxiliary", description.parametersWithAuxiliary())
                .put("multiplyAdds", description.multiplyAdds());
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers was not written", e);
        }
    }
}
