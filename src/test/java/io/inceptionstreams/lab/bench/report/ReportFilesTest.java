package io.inceptionstreams.lab.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

final class ReportFilesTest {

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Measurements measured = new Measurements();
        for (int round = 1; round <= 3; round++) {
            measured.add("ours", "throughput", "images/s", 10 * round);
            measured.add("theirs", "throughput", "images/s", 5 * round);
        }
        measured.compare("theirs", "ours", "throughput", "images/s");
        Section section = new Section(
                "part",
                "A part",
                List.of("What to know."),
                measured.rows(),
                List.of(
                        new Chart.Lines(
                                "a < b & c",
                                "x",
                                "y",
                                true,
                                List.of(new Chart.Line(
                                        "line", List.of(new Chart.Point(1, 0.5), new Chart.Point(2, 70))))),
                        new Chart.Bars(
                                "stages",
                                "ms",
                                List.of("one", "two"),
                                List.of(new Chart.Bar("bar", List.of(1.0, 2.0))))));
        new ReportFiles(folder).write(new Report(Machine.here(), "2.16.1", "scripts/bench part", List.of(section)));
    }

    @Test
    void theReportHasMachineCommandTableAndPictures() throws IOException {
        assertThat(folder.resolve("report.md"))
                .content()
                .contains("scripts/bench part", "| Processor |", "| Java | " + Runtime.version(), "What to know.")
                .contains("| ours | throughput | 20.0 | 10.0 | 30.0 | images/s |  |")
                .contains("| theirs | throughput | 10.0 | 5.00 | 15.0 | images/s | 0.500 of ours |")
                .contains("![stages](part-2.svg)");
    }

    @Test
    void theResultsHoldEveryRound() throws IOException {
        JsonNode row = new JsonMapper()
                .readTree(folder.resolve("results.json").toFile())
                .at("/sections/0/rows/1");

        assertThat(row.at("/values")).hasSize(3);
        assertThat(row.at("/median").asDouble()).isEqualTo(10);
        assertThat(row.at("/ratio/to").asText()).isEqualTo("ours");
    }

    @Test
    void picturesAreWellFormed() throws IOException, ParserConfigurationException, SAXException {
        for (String name : List.of("part-1.svg", "part-2.svg")) {
            String svg = Files.readString(folder.resolve(name));

            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(folder.resolve(name).toFile())
                            .getDocumentElement()
                            .getTagName())
                    .isEqualTo("svg");
            assertThat(svg).doesNotContain("NaN", "Infinity");
        }
    }
}
