package io.inceptionstreams.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.testing.CommandRun;
import io.inceptionstreams.testing.RealModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark in its small form: that it measures and reports, not what comes out. Three of the parts, which need every
 * piece of the harness but the baselines: all of them take minutes.
 */
final class BenchIT {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theReportIsCompleteAndItsFiguresAgreeWithEachOther() throws Exception {
        RealModel.open();

        CommandRun run = CommandRun.of(
                LabMain.commandLine(),
                "bench",
                "engine",
                "stream",
                "sources",
                "--quick",
                "--model",
                RealModel.FOLDER,
                "--output",
                folder.toString());

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode results =
                new JsonMapper().readTree(folder.resolve("results.json").toFile());
        Set<String> parts = new TreeSet<>();
        results.get("sections").forEach(section -> parts.add(section.get("part").asText()));
        assertThat(parts).containsExactly("engine", "sources", "stream");
        assertThat(results.at("/machine/cores").asInt()).isPositive();
        for (JsonNode row : rows(results)) {
            assertThat(row.get("min").asDouble()).as(row.toString()).isFinite();
            assertThat(row.get("median").asDouble())
                    .as(row.toString())
                    .isBetween(row.get("min").asDouble(), row.get("max").asDouble());
            if (row.get("metric").asText().equals("throughput")) {
                assertThat(row.get("min").asDouble()).as(row.toString()).isPositive();
            }
            if (row.get("unit").asText().equals("of 1")
                    && !row.get("metric").asText().startsWith("share")) {
                assertThat(row.get("max").asDouble()).as(row.toString()).isBetween(0.0, 1.05);
            }
        }
        everyPictureOfTheReportIsThere();
    }

    private void everyPictureOfTheReportIsThere() throws IOException {
        String report = Files.readString(folder.resolve("report.md"));
        List<String> pictures = Pattern.compile("]\\(([^)]+\\.svg)\\)")
                .matcher(report)
                .results()
                .map(picture -> picture.group(1))
                .toList();

        assertThat(pictures)
                .isNotEmpty()
                .allSatisfy(picture -> assertThat(folder.resolve(picture)).isNotEmptyFile());
    }

    private static List<JsonNode> rows(JsonNode results) {
        List<JsonNode> rows = new ArrayList<>();
        results.get("sections").forEach(section -> section.get("rows").forEach(rows::add));
        assertThat(rows).hasSizeGreaterThan(8);
        return rows;
    }
}
