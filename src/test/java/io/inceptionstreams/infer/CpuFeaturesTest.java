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
        assertThat(CpuFeatures.bfloat16(List.of("processor : 0", ZEN_4, ""))).containsExactly("avx512_bf16");
        assertThat(CpuFeatures.bfloat16(List.of(SAPPHIRE_RAPIDS))).containsExactlyInAnyOrder("amx_bf16", "avx512_bf16");
    }

    @Test
    void aWordThatContainsTheNameIsAnotherFeature() {
        assertThat(CpuFeatures.bfloat16(List.of("flags : avx512_bf16x amx_bf16_2", "vmx flags : amx_bf16")))
                .isEmpty();
    }

    @Test
    void everyCpuMustHaveIt() {
        assertThat(CpuFeatures.bfloat16(List.of(ZEN_4, "flags : fpu avx2", ZEN_4)))
                .isEmpty();
        assertThat(CpuFeatures.bfloat16(List.of(ZEN_4, SAPPHIRE_RAPIDS))).containsExactly("avx512_bf16");
    }

    @Test
    void theLinesOfOtherProcessorsSayNothing() {
        assertThat(CpuFeatures.bfloat16(List.of("Features\t: fp asimd bf16 i8mm")))
                .isEmpty();
        assertThat(CpuFeatures.bfloat16(List.of())).isEmpty();
    }

    @Test
    void withoutTheFileNothingIsKnownAndTheSourceSaysSo(@TempDir Path folder) throws Exception {
        CpuFeatures nowhere = CpuFeatures.read(folder.resolve("cpuinfo"));
        assertThat(nowhere.multiplyBfloat16()).isFalse();
        assertThat(nowhere.source()).contains("without").endsWith("cpuinfo");

        Path file = Files.writeString(folder.resolve("here"), "processor : 0\n" + ZEN_4 + "\n");
        assertThat(CpuFeatures.read(file)).isEqualTo(new CpuFeatures(Set.of("avx512_bf16"), file.toString()));
    }
}
