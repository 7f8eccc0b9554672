package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuFeaturesTest {

    private static final String ZEN_4 = "flags\t\t: fpu avx512f avx512_bf16 avx512_vnni";
    private static final String SAPPHIRE_RAPIDS = "flags\t\t: fpu avx512f avx_vnni avx512_bf16 amx_bf16 amx_tile";

    @Test
    void theFlagsOfX86AreRead() {
        assertThat(bfloat16(List.of("processor : 0", ZEN_4, ""))).containsExactly("avx512_bf16");
        assertThat(bfloat16(List.of(SAPPHIRE_RAPIDS))).containsExactlyInAnyOrder("amx_bf16", "avx512_bf16");
    }

    @Test
    void aWordThatContainsTheNameIsAnotherFeature() {
        assertThat(bfloat16(List.of("flags : avx512_bf16x amx_bf16_2", "vmx flags : amx_bf16")))
                .isEmpty();
    }

    @Test
    void everyCpuMustHaveIt() {
        assertThat(bfloat16(List.of(ZEN_4, "flags : fpu avx2", ZEN_4))).isEmpty();
        assertThat(bfloat16(List.of(ZEN_4, SAPPHIRE_RAPIDS))).containsExactly("avx512_bf16");
    }

    @Test
    void theLinesOfOtherProcessorsSayNothing() {
        assertThat(bfloat16(List.of("Features\t: fp asimd bf16 i8mm"))).isEmpty();
        assertThat(bfloat16(List.of())).isEmpty();
    }

    @Test
    void eightBitsNeedInstructionsOfTheirOwn() {
        assertThat(CpuFeatures.of(List.of(ZEN_4), "").int8Names()).isEqualTo("avx512_vnni");
        assertThat(CpuFeatures.of(List.of(SAPPHIRE_RAPIDS), "").int8Names()).isEqualTo("avx_vnni");
        assertThat(CpuFeatures.of(List.of(ZEN_4, "flags : fpu avx512_bf16"), "").multiplyInt8())
                .isFalse();
        assertThat(CpuFeatures.of(List.of("flags : avx2 avx512f avx512_vnni_x"), "")
                        .multiplyInt8())
                .isFalse();
    }

    private static Set<String> bfloat16(List<String> cpuinfo) {
        return CpuFeatures.of(cpuinfo, "").bfloat16();
    }

    @Test
    void withoutTheFileNothingIsKnownAndTheSourceSaysSo(@TempDir Path folder) throws Exception {
        CpuFeatures nowhere = CpuFeatures.read(folder.resolve("cpuinfo"));
        assertThat(nowhere.multiplyBfloat16()).isFalse();
        assertThat(nowhere.source()).contains("without").endsWith("cpuinfo");

        Path file = Files.writeString(folder.resolve("here"), "processor : 0\n" + ZEN_4 + "\n");
        assertThat(CpuFeatures.read(file))
                .isEqualTo(new CpuFeatures(Set.of("avx512_bf16"), Set.of("avx512_vnni"), file.toString()));
    }
}
