package io.inceptionstreams.lab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the laboratory knows of the program, and that the program is built without it. */
final class LabArchitectureTest {

    private static final String BASE = "io.inceptionstreams";
    private static final Path CLASSES = Path.of("target", "lab-classes");

    /** Besides: {@code stream} and {@code infer} have a class each that opens what is not public to it. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "infer",
            Set.of(),
            "lab",
            Set.of(
                    "app",
                    "batch",
                    "broker",
                    "cli",
                    "config",
                    "image",
                    "infer",
                    "kafka",
                    "lab.bench",
                    "lab.bench.baseline",
                    "lab.bombs",
                    "lab.ledger",
                    "model",
                    "stream",
                    "stream.output",
                    "util"),
            "lab.bench",
            Set.of(
                    "broker",
                    "event",
                    "image",
                    "image.fetch",
                    "infer",
                    "kafka",
                    "lab.bench.baseline",
                    "lab.bench.report",
                    "model",
                    "util"),
            "lab.bench.baseline",
            Set.of("image", "infer"),
            "lab.bench.report",
            Set.of(),
            "lab.bombs",
            Set.of("image"),
            "lab.ledger",
            Set.of("broker", "event", "infer", "model"),
            "stream",
            Set.of("stream.client"));

    private final JavaClasses all = new ClassFileImporter().importPath(CLASSES);

    @Test
    void theLaboratoryKnowsTheProgramAsTheTableSays() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass from : all) {
            Set<String> known = arrows.computeIfAbsent(room(from), r -> new TreeSet<>());
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> to.getPackageName().startsWith(BASE))
                    .filter(to -> !room(to).equals(room(from)))
                    .forEach(to -> known.add(room(to)));
        }

        assertThat(arrows.keySet()).isEqualTo(ARROWS.keySet());
        assertThat(ARROWS)
                .allSatisfy(
                        (room, known) -> assertThat(arrows.get(room)).as(room).isEqualTo(known));
    }

    @Test
    void libraryThatIsNotShippedIsOfOneBaseline() {
        noClasses()
                .that()
                .doNotHaveSimpleName("ParallelConsumerBaseline")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.confluent.."))
                .check(all);
    }

    @Test
    void onlyTheCommandsKnowTheCommandLine() {
        noClasses()
                .that(resideInAnyPackage(BASE + ".lab.bench..", BASE + ".lab.ledger.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("picocli..", BASE + ".cli.."))
                .check(all);
    }

    /** Neither a class of it nor one of its name: what loses events cannot be switched on in what is shipped. */
    @Test
    void theProgramIsBuiltWithoutTheLaboratory() throws Exception {
        try (Stream<Path> mine = Files.walk(CLASSES)) {
            assertThat(mine.filter(Files::isRegularFile).map(CLASSES::relativize))
                    .hasSizeGreaterThan(40)
                    .allSatisfy(file -> assertThat(Path.of("target", "classes").resolve(file))
                            .doesNotExist());
        }
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring(BASE.length() + 1);
    }
}
