package io.inceptionstreams;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.NullMarked;

/** The rooms, what each may know, and the habits that a machine can check. */
@AnalyzeClasses(packages = "io.inceptionstreams", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String BASE = "io.inceptionstreams";
    private static final String ROOT = "(root)";

    /** What each room knows. An arrow that is not here is forbidden, and one that nobody uses does not belong here. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry(ROOT, Set.of("cli", "cli.model", "infer")),
            Map.entry(
                    "app",
                    Set.of(
                            "batch",
                            "config",
                            "event",
                            "http",
                            "image",
                            "image.fetch",
                            "infer",
                            "metrics",
                            "model",
                            "model.remote",
                            "modelbuild",
                            "pipeline",
                            "stream",
                            "stream.output",
                            "util")),
            Map.entry("batch", Set.of("util")),
            Map.entry("broker", Set.of("util")),
            Map.entry(
                    "cli",
                    Set.of(
                            "app",
                            "broker",
                            "config",
                            "event",
                            "image",
                            "infer",
                            "kafka",
                            "model",
                            "stream",
                            "stream.output",
                            "uri",
                            "util")),
            Map.entry(
                    "cli.model",
                    Set.of(
                            "app",
                            "cli",
                            "config",
                            "image",
                            "infer",
                            "model",
                            "modelbuild",
                            "modelbuild.head",
                            "modelbuild.int8",
                            "network")),
            Map.entry(
                    "config",
                    Set.of(
                            "batch",
                            "http",
                            "image",
                            "image.fetch",
                            "infer",
                            "model",
                            "pipeline",
                            "stream",
                            "stream.output",
                            "util")),
            Map.entry("event", Set.of("util")),
            Map.entry("http", Set.of("metrics", "util")),
            Map.entry("image", Set.of("event", "model", "uri", "util")),
            Map.entry("image.fetch", Set.of("event", "image", "uri", "util")),
            Map.entry("infer", Set.of("model", "util")),
            Map.entry("kafka", Set.of("event")),
            Map.entry("metrics", Set.of("util")),
            Map.entry("model", Set.of("util")),
            Map.entry("model.remote", Set.of("model", "uri", "util")),
            Map.entry(
                    "modelbuild",
                    Set.of(
                            "event",
                            "image",
                            "infer",
                            "model",
                            "modelbuild.head",
                            "modelbuild.int8",
                            "network",
                            "network.weights",
                            "util")),
            Map.entry("modelbuild.head", Set.of()),
            Map.entry("modelbuild.int8", Set.of("event", "image", "infer", "model", "network", "util")),
            Map.entry("network", Set.of()),
            Map.entry("network.weights", Set.of("network", "util")),
            Map.entry("pipeline", Set.of("batch", "event", "image", "image.fetch", "infer", "stream", "util")),
            Map.entry("stream", Set.of("event", "stream.client", "stream.output", "util")),
            Map.entry("stream.client", Set.of("stream.output")),
            Map.entry("stream.output", Set.of("event", "util")),
            Map.entry("uri", Set.of()),
            Map.entry("util", Set.of()));

    @ArchTest
    static void roomsKnowEachOtherAsTheTableSays(JavaClasses all) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass from : all) {
            arrows.computeIfAbsent(room(from), r -> new TreeSet<>());
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> to.getPackageName().startsWith(BASE))
                    .filter(to -> !room(to).equals(room(from)))
                    .forEach(to -> arrows.computeIfAbsent(room(from), r -> new TreeSet<>())
                            .add(room(to)));
        }

        assertThat(arrows.keySet()).isEqualTo(ARROWS.keySet());
        assertThat(ARROWS)
                .allSatisfy(
                        (room, known) -> assertThat(arrows.get(room)).as(room).isEqualTo(known));
    }

    @ArchTest
    static final ArchRule noCycles = slices().matching(BASE + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule configurationKnowsSettingsAlone = classes()
            .that(describe(
                    "are used by config",
                    type -> inRoom(type) && !Set.of("config", "util").contains(room(type)) && usedBy(type, "config")))
            .should()
            .beRecords()
            .orShould()
            .beEnums();

    @ArchTest
    static final ArchRule tensorFlowStaysInItsRooms =
            only(Set.of("infer", "network", "network.weights"), "org.tensorflow..", "ai.djl..");

    @ArchTest
    static final ArchRule kafkaStaysInItsRooms = only(
            Set.of("broker", "cli", "kafka", "metrics", "stream", "stream.client", "stream.output"),
            "org.apache.kafka..",
            "kafka..");

    @ArchTest
    static final ArchRule ofKafkaMetricsKnowTheApplicationThatTheyBindTo = noClasses()
            .that(describe("are in metrics", type -> room(type).equals("metrics")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.kafka..")
                    .and(describe("are not KafkaStreams", type -> !type.isEquivalentTo(KafkaStreams.class))));

    @ArchTest
    static final ArchRule kafkaStreamsIsKnownToTheStreamAndToMetrics =
            only(Set.of("stream", "stream.client", "stream.output", "metrics"), "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule kafkasServerStaysInTheBroker =
            only(Set.of("broker"), "kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..");

    @ArchTest
    static final ArchRule openCvStaysWithImages = only(Set.of("image"), "org.bytedeco.opencv..");

    @ArchTest
    static final ArchRule hdf5StaysWithWeights = only(Set.of("network.weights"), "io.jhdf..");

    @ArchTest
    static final ArchRule optimisationStaysInTraining = only(Set.of("modelbuild.head"), "org.hipparchus..");

    @ArchTest
    static final ArchRule unicodesLibraryStaysWithUris = only(Set.of("uri"), "com.ibm.icu..");

    @ArchTest
    static final ArchRule theHttpClientStaysWithSources = only(Set.of("image.fetch"), "org.apache.hc..");

    @ArchTest
    static final ArchRule theCircuitBreakerStaysWithSources = only(Set.of("image.fetch"), "io.github.resilience4j..");

    @ArchTest
    static final ArchRule theHttpServerStaysInItsRoom = only(Set.of("http"), "com.sun.net.httpserver..");

    /** The library is on the compiler's class path for the laboratory, and is not shipped. */
    @ArchTest
    static final ArchRule theParallelConsumerIsNotOfTheProgram = only(Set.of(), "io.confluent..");

    @ArchTest
    static final ArchRule theCacheStaysInThePipeline = only(Set.of("pipeline"), "com.github.benmanes.caffeine..");

    @ArchTest
    static final ArchRule micrometerStaysInMetrics = only(Set.of("metrics"), "io.micrometer..");

    @ArchTest
    static final ArchRule picocliStaysWithTheCommands = only(Set.of("cli", "cli.model"), "picocli..");

    @ArchTest
    static final ArchRule noJavaUtilLogging = only(Set.of(), "java.util.logging..");

    @ArchTest
    static final ArchRule nobodyPrintsToStandardOutput =
            noClasses().should().accessField(System.class, "out").because("commands print to what picocli gives them");

    @ArchTest
    static final ArchRule standardErrorIsForTheCommands =
            noClasses().that(resideOutsideOf("cli")).should().accessField(System.class, "err");

    @ArchTest
    static final ArchRule noStackTracesOnStandardError = noClasses()
            .should()
            .callMethodWhere(describe(
                    "print a stack trace",
                    (JavaMethodCall call) -> call.getName().equals("printStackTrace")
                            && call.getTargetOwner().isAssignableTo(Throwable.class)));

    @ArchTest
    static final ArchRule onlyTheProgramAndTheBrokersChildEndTheirProcess = noClasses()
            .that()
            .doNotHaveSimpleName("Main")
            .and()
            .doNotHaveSimpleName("ChildJvm")
            .and()
            .doNotHaveSimpleName("RunCommand")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule classesAreFinal = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .doNotHaveSimpleName("package-info")
            .and()
            .areNotAssignableTo(Exception.class)
            .should()
            .haveModifier(JavaModifier.FINAL)
            .orShould()
            .beEnums();

    @ArchTest
    static final ArchRule theCommandLineIsKnownToNoOther = noClasses()
            .that(resideOutsideOf(ROOT, "cli", "cli.model"))
            .should()
            .dependOnClassesThat(resideInAnyPackage(BASE + ".cli.."));

    @ArchTest
    static void roomsHaveFortyFilesAtMostAndTheRootHasThree(JavaClasses all) {
        Map<String, Integer> files = new TreeMap<>();
        all.stream()
                .filter(type -> inRoom(type) && type.isTopLevelClass())
                .forEach(type -> files.merge(room(type), 1, Integer::sum));

        assertThat(files)
                .allSatisfy(
                        (room, count) -> assertThat(count).as(room).isLessThanOrEqualTo(room.equals(ROOT) ? 3 : 40));
    }

    /**
     * A reader remembers eight things. The exceptions are flat because their counterparts are: one component for each
     * setting of a group, for each field of a JSON document, or for each option of the command that makes a model.
     */
    @ArchTest
    static void recordsHaveEightComponentsAtMost(JavaClasses all) {
        Set<String> wide = new TreeSet<>();
        for (JavaClass type : all) {
            long components = type.getFields().stream()
                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                    .count();
            if (type.isRecord() && components > 8) {
                wide.add(type.getSimpleName());
            }
        }

        assertThat(wide)
                .containsExactly(
                        "Family",
                        "FetchSettings",
                        "InferSettings",
                        "Labelled",
                        "Metadata",
                        "ModelBuilder",
                        "StreamSettings");
    }

    @ArchTest
    static void packagesAreNullMarked(JavaClasses all) {
        Set<String> packages = new TreeSet<>();
        all.forEach(type -> packages.add(type.getPackageName()));

        assertThat(packages)
                .allSatisfy(name -> assertThat(all.getPackage(name).isAnnotatedWith(NullMarked.class))
                        .as(name)
                        .isTrue());
    }

    /** What only these rooms may use. */
    private static ArchRule only(Set<String> rooms, String... packages) {
        return noClasses()
                .that(resideOutsideOf(rooms.toArray(String[]::new)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages));
    }

    private static DescribedPredicate<JavaClass> resideOutsideOf(String... rooms) {
        Set<String> inside = Set.of(rooms);
        return describe("are outside " + inside, type -> !inside.contains(room(type)));
    }

    private static boolean inRoom(JavaClass type) {
        return type.getPackageName().startsWith(BASE);
    }

    private static boolean usedBy(JavaClass type, String room) {
        return type.getDirectDependenciesToSelf().stream()
                .anyMatch(dependency -> room(dependency.getOriginClass()).equals(room));
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(BASE) ? ROOT : inRoom(type) ? name.substring(BASE.length() + 1) : name;
    }
}
