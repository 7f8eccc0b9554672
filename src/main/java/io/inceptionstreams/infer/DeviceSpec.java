package io.inceptionstreams.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code infer.device} asks for, before it is known what the machine has. */
sealed interface DeviceSpec {

    /** Every GPU, or the CPU where there is none. */
    record Auto() implements DeviceSpec {}

    record Cpu() implements DeviceSpec {}

    /** Every GPU; an error where there is none. */
    record AllGpus() implements DeviceSpec {}

    /** These GPUs, by their number. */
    record Gpus(List<Integer> indices) implements DeviceSpec {
        public Gpus {
            indices = List.copyOf(indices);
        }
    }

    /** Devices that compute nothing and take as long as the curve says. */
    record Simulated(CostCurve curve, int count) implements DeviceSpec {}

    Pattern GPU = Pattern.compile("gpu:(\\d{1,3})");
    Pattern SIMULATED =
            Pattern.compile("simulated:(\\d{1,6}(?:\\.\\d{1,6})?)\\+(\\d{1,6}(?:\\.\\d{1,6})?)(?:x([1-9]\\d{0,2}))?");

    static DeviceSpec parse(String text) {
        return switch (text) {
            case "auto" -> new Auto();
            case "cpu" -> new Cpu();
            case "gpu" -> new AllGpus();
            default -> text.startsWith("simulated") ? simulated(text) : gpus(text);
        };
    }

    private static DeviceSpec simulated(String text) {
        Matcher matcher = SIMULATED.matcher(text);
        if (!matcher.matches()) {
            throw unknown(text);
        }
        CostCurve curve = new CostCurve(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
        return new Simulated(curve, matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3)));
    }

    private static DeviceSpec gpus(String text) {
        List<Integer> indices = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = GPU.matcher(part.strip());
            if (!matcher.matches() || indices.contains(Integer.valueOf(matcher.group(1)))) {
                throw unknown(text);
            }
            indices.add(Integer.valueOf(matcher.group(1)));
        }
        return new Gpus(indices);
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("infer.device must be auto, cpu, gpu, gpu:0,gpu:1,... (each once) or"
                + " simulated:BASE_MS+PER_IMAGE_MS[xCOUNT]: " + text);
    }
}
