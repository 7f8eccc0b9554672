package io.inceptionstreams.lab.bench.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes a report as {@code report.md} with a picture a chart, and as {@code results.json}. */
public record ReportFiles(Path folder) {

    public void write(Report report) throws IOException {
        Files.createDirectories(folder);
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        json.writeValue(folder.resolve("results.json").toFile(), report);
        StringBuilder text = new StringBuilder("# Benchmark\n\n");
        text.append("Made by\n\n```sh\n").append(report.command()).append("\n```\n\n");
        text.append("on one machine: figures of another will differ, ratios less so. ")
                .append("What is compared ran alternately; medians over the rounds, with their spread.\n\n");
        machine(text, report);
        for (Section section : report.sections()) {
            text.append("\n## ").append(section.title()).append("\n\n");
            section.notes().forEach(note -> text.append(note).append("\n\n"));
            text.append(new TextTable(section).markdown());
            for (int i = 0; i < section.charts().size(); i++) {
                Chart chart = section.charts().get(i);
                String file = section.part() + "-" + (i + 1) + ".svg";
                Files.writeString(folder.resolve(file), Svg.of(chart));
                text.append("\n![")
                        .append(chart.title())
                        .append("](")
                        .append(file)
                        .append(")\n");
            }
        }
        Files.writeString(folder.resolve("report.md"), text.toString());
    }

    private static void machine(StringBuilder text, Report report) {
        Machine machine = report.machine();
        text.append("| Machine | |\n|---|---|\n");
        row(text, "Processor", machine.processor() + ", " + machine.cores() + " cores");
        row(text, "Of its features", String.join(", ", machine.features()));
        row(text, "Memory", String.format(Locale.ROOT, "%.0f GB", machine.memoryGigabytes()));
        row(text, "System", machine.system());
        row(text, "Java", machine.jdk());
        row(text, "TensorFlow", report.tensorFlow());
        row(text, "Load at the start", String.format(Locale.ROOT, "%.2f", machine.load()));
        row(text, "Date", machine.date());
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }
}
