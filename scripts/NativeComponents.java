import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Adds the native libraries to a CycloneDX bill of materials: each {@code .so} or {@code .dylib} in a jar becomes a
 * component within that jar's, with its SHA-256. Run by {@code scripts/supply-chain}: {@code BOM FOLDER-OF-JARS}.
 */
final class NativeComponents {

    private static final Pattern NATIVE = Pattern.compile(".*/([^/]+\\.(so|dylib|dll|jnilib)(\\.[0-9.]+)?)");

    private NativeComponents() {}

    public static void main(String[] args) throws Exception {
        Path bom = Path.of(args[0]);
        ObjectMapper json = new ObjectMapper();
        JsonNode tree = json.readTree(bom.toFile());
        int added = 0;
        List<Path> jars;
        try (Stream<Path> files = Files.list(Path.of(args[1]))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
        for (Path file : jars) {
            try (JarFile jar = new JarFile(file.toFile())) {
                for (JarEntry entry : jar.stream().filter(e -> NATIVE.matcher(e.getName()).matches()).toList()) {
                    ArrayNode parts = component(tree, file).withArray("components");
                    ObjectNode part = parts.addObject();
                    part.put("type", "library");
                    part.put("name", entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
                    part.put("bom-ref", file.getFileName() + "!/" + entry.getName());
                    try (InputStream in = jar.getInputStream(entry)) {
                        part.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256(in));
                    }
                    added++;
                }
            }
        }
        Files.write(bom, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree));
        System.out.println("native_libraries=" + added);
    }

    /** The jar's own component: {@code name-version[-classifier].jar}. */
    private static ObjectNode component(JsonNode bom, Path jar) {
        String file = jar.getFileName().toString();
        ObjectNode best = null;
        for (JsonNode component : bom.path("components")) {
            String name = component.path("name").asText() + "-" + component.path("version").asText();
            String classifier = component.path("purl").asText().replaceFirst(".*[?&]classifier=([^&]*).*|.*", "$1");
            if (file.equals(name + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar")) {
                best = (ObjectNode) component;
            }
        }
        if (best == null) {
            throw new IllegalStateException("the bill of materials lacks " + file);
        }
        return best;
    }

    private static String sha256(InputStream in) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
