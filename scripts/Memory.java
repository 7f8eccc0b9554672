import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an instance needs of memory, and what makes it: labels the sample photos with the default model on a broker of its own,
 * and prints the process's resident set and its parts. See {@code scripts/memory}.
 *
 * <p>The kernel says how much is resident; the JVM's Native Memory Tracking says how much of that the JVM has committed. What
 * is left is libraries' own: TensorFlow's weights and arenas, oneDNN's kernels, OpenCV, code and data mapped from files.
 */
final class Memory {

    private static final Path HOME = Path.of(System.getProperty("home"));
    private static final String PROGRAM = HOME.resolve("scripts/inception-streams").toString();
    private static final int EVENTS = Integer.getInteger("events", 300);
    private static final Pattern ANSWERED =
            Pattern.compile("^inception_events_(?:labelled|dead_lettered)_total(?:\\{.*})? ([0-9.E]+)$", Pattern.MULTILINE);
    private static final Pattern PART = Pattern.compile("^-\\s+([A-Z][\\w ]*?) \\(reserved=.*committed=(\\d+)KB\\)", Pattern.MULTILINE);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Memory() {}

    public static void main(String[] settings) throws Exception {
        List<Process> processes = new ArrayList<>();
        Path folder = Files.createTempDirectory("memory-");
        try {
            measure(List.of(settings), processes, folder);
        } finally {
            processes.forEach(Process::destroy);
            for (Process process : processes) {
                process.waitFor(30, TimeUnit.SECONDS);
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void measure(List<String> settings, List<Process> processes, Path folder) throws Exception {
        Process broker = start(processes, "-Xmx512m", folder.resolve("broker"), List.of(PROGRAM, "broker", "--port=0"));
        String kafka = "--bootstrap-servers="
                + await(broker, folder.resolve("broker"), "Kafka listens on ([^;]+);").group(1);
        Path samples = HOME.resolve("src/main/resources/samples");
        String own = System.getenv().getOrDefault("JAVA_OPTS", "");
        List<String> run = new ArrayList<>(List.of(PROGRAM, "run", kafka, "--set=http.port=0", "--set=fetch.file-roots=" + samples));
        run.addAll(settings);
        Process instance = start(processes, own + " -XX:NativeMemoryTracking=summary", folder.resolve("run"), run);
        URI port = URI.create(await(instance, folder.resolve("run"), "(http://[0-9.]+:\\d+)").group(1));
        while (get(port.resolve("/health/ready")).statusCode() != 200) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        print("ready, no event yet", instance.pid());

        long photos;
        try (Stream<Path> files = Files.list(samples)) {
            photos = files.filter(file -> file.toString().matches(".*\\.(png|jpg)")).count();
        }
        long repeat = (EVENTS + photos - 1) / photos;
        Process publisher = start(
                processes,
                "-Xmx256m",
                folder.resolve("publish"),
                List.of(PROGRAM, "publish", kafka, "--repeat=" + repeat, samples.toString()));
        if (publisher.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("publish")));
        }
        double before = answered(port);
        long began = System.nanoTime();
        while (answered(port) < repeat * photos) {
            if (!instance.isAlive()) {
                throw new IOException(Files.readString(folder.resolve("run")));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        double perSecond = (repeat * photos - before) / (System.nanoTime() - began) * 1e9;
        print("%d photos labelled, %.1f images/s".formatted(repeat * photos, perSecond), instance.pid());
    }

    private static Process start(List<Process> processes, String javaOpts, Path log, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_OPTS", javaOpts);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static Matcher await(Process process, Path log, String pattern) throws IOException, InterruptedException {
        while (true) {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(log));
            if (matcher.find()) {
                return matcher;
            }
            if (!process.isAlive()) {
                throw new IOException(Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static double answered(URI port) throws IOException, InterruptedException {
        Matcher matcher = ANSWERED.matcher(get(port.resolve("/metrics")).body());
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return sum;
    }

    private static void print(String when, long pid) throws IOException, InterruptedException {
        Map<String, Long> status = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            Matcher matcher = Pattern.compile("^(VmRSS|VmHWM|RssAnon|RssFile):\\s+(\\d+) kB").matcher(line);
            if (matcher.find()) {
                status.put(matcher.group(1), Long.parseLong(matcher.group(2)));
            }
        }
        Process jcmd = new ProcessBuilder(jcmd(), String.valueOf(pid), "VM.native_memory", "summary").start();
        Map<String, Long> jvm = new TreeMap<>();
        try (BufferedReader reader = jcmd.inputReader()) {
            Matcher matcher = PART.matcher(reader.lines().reduce("", (a, b) -> a + b + "\n"));
            while (matcher.find()) {
                jvm.put(matcher.group(1), Long.parseLong(matcher.group(2)));
            }
        }
        long heap = jvm.getOrDefault("Java Heap", 0L);
        long direct = jvm.getOrDefault("Other", 0L);
        long rest = jvm.values().stream().mapToLong(Long::longValue).sum() - heap - direct;
        System.out.printf("%s:%n", when);
        row("resident set (RSS)", status.get("VmRSS"), "");
        row("  its most so far", status.get("VmHWM"), "");
        row("  mapped from files", status.get("RssFile"), "libraries' code and the class data archive");
        row("  heap", heap, "committed");
        row("  direct buffers", direct, "decoded images and batches");
        row("  the JVM's own", rest, "classes, compiled code, threads, collector; committed");
        row("  the rest", status.get("RssAnon") - heap - direct - rest, "weights, TensorFlow, oneDNN, OpenCV, the allocator's slack");
    }

    private static String jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    }

    private static void row(String name, long kilobytes, String remark) {
        System.out.printf("  %-22s %5d MB  %s%n", name, kilobytes / 1024, remark);
    }
}
