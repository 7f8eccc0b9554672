package io.inceptionstreams.testing;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Jazzer on one target in a JVM of its own, whose classes alone are instrumented. What a run learnt stays in {@code
 * target/fuzz}, where the next one continues; so does an input that fails, which the next run tries first.
 */
final class Fuzzing {

    /** By the name that {@code scripts/fuzz} takes. */
    static final Map<String, String> TARGETS = new TreeMap<>(Map.of(
            "decoder", "io.inceptionstreams.image.DecoderFuzz",
            "events", "io.inceptionstreams.event.EventFuzz",
            "models", "io.inceptionstreams.model.ModelFuzz",
            "orientation", "io.inceptionstreams.image.OrientationFuzz",
            "probes", "io.inceptionstreams.image.ProbeFuzz",
            "uris", "io.inceptionstreams.uri.UriFuzz",
            "weights", "io.inceptionstreams.network.weights.WeightFuzz"));

    private static final Path FOLDER = Path.of("target/fuzz").toAbsolutePath();
    private static final Pattern RUNS = Pattern.compile("(?m)^Done (\\d+) runs");
    private static final Pattern SERVERS =
            Pattern.compile("kafka|rocksdb|scala|tensorflow-core-native|helm|kubernetes|strimzi|jetty|prometheus");
    private static final int LONGEST_INPUT = 8192;
    private static final String INSTRUMENTED = "io.inceptionstreams.**:io.jhdf.**";

    /** They look for injections into SQL, LDAP and the like, which no target does, and take seconds to load. */
    private static final String UNUSED = Stream.of(
                    "BigDecimal",
                    "ClojureLangHooks",
                    "Deserialization",
                    "ExpressionLanguageInjection",
                    "FilePathTraversal",
                    "LdapInjection",
                    "NamingContextLookup",
                    "OsCommandInjection",
                    "ReflectiveCall",
                    "RegexInjection",
                    "RegexRoadblocks",
                    "ScriptEngineInjection",
                    "ServerSideRequestForgery",
                    "SqlInjection",
                    "TemplateInjection",
                    "UnsafeSanitizer",
                    "XPathInjection",
                    "XmlParserSsrfGuidance")
            .map(hook -> "com.code_intelligence.jazzer.sanitizers." + hook)
            .collect(Collectors.joining(":"));

    private Fuzzing() {}

    /**
     * @param runs inputs that were tried
     * @param finding what failed, and where its input is; empty when nothing did
     */
    record Result(long runs, String finding) {}

    static FuzzTarget target(String name) throws ReflectiveOperationException {
        String className = TARGETS.get(name);
        if (className == null) {
            throw new IllegalArgumentException("no target " + name + "; there are " + TARGETS.keySet());
        }
        return Class.forName(className)
                .asSubclass(FuzzTarget.class)
                .getConstructor()
                .newInstance();
    }

    /** Several targets share the time, and the seconds that Jazzer needs to start. */
    static Result run(List<String> names, int seconds) throws Exception {
        Path folder = FOLDER.resolve(names.size() == 1 ? names.get(0) : "together");
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        Path learnt = Files.createDirectories(folder.resolve("learnt"));
        Path findings = Files.createDirectories(folder.resolve("findings"));
        Path log = folder.resolve("log.txt");
        for (int i = 0; i < names.size(); i++) {
            int number = 0;
            for (byte[] seed : target(names.get(i)).seeds()) {
                try (OutputStream out = Files.newOutputStream(seeds.resolve(names.get(i) + number++))) {
                    if (names.size() > 1) {
                        out.write(i);
                    }
                    out.write(seed);
                }
            }
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + FuzzedInput.class.getName(),
                        "--target_args=" + String.join(" ", names),
                        "--instrumentation_includes=" + INSTRUMENTED,
                        "--custom_hook_includes=" + INSTRUMENTED,
                        "--disabled_hooks=" + UNUSED,
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + findings + "/",
                        "-max_len=" + LONGEST_INPUT,
                        "-max_total_time=" + seconds,
                        // A build tries what the last one tried, or the first part of it.
                        "-seed=" + Integer.getInteger("fuzz.seed", 1),
                        "-runs=" + Integer.getInteger("fuzz.runs", 10_000),
                        "-timeout=120", // of the wall clock: an endless loop
                        "-rss_limit_mb=0", // the heap is bounded already
                        learnt.toString(),
                        seeds.toString(),
                        findings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status;
        try {
            status = process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        Matcher runs = RUNS.matcher(said);
        return new Result(runs.find() ? Long.parseLong(runs.group(1)) : 0, status == 0 ? "" : finding(log, said));
    }

    /** Jazzer reads every class on its class path, which takes longer than fuzzing when the servers are there. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !SERVERS.matcher(path).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String finding(Path log, String said) throws IOException {
        int at = Math.max(said.indexOf("== Java Exception"), said.indexOf("ERROR: libFuzzer"));
        String what = at < 0 ? said.substring(Math.max(0, said.length() - 3_000)) : said.substring(at);
        return what.substring(0, Math.min(what.length(), 4_000)) + "\nall of it: " + log;
    }
}
