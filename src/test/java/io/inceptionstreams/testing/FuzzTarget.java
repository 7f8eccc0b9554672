package io.inceptionstreams.testing;

import java.io.IOException;
import java.util.List;

/**
 * A parser of foreign bytes, and what must hold for all of them. Has a public constructor without parameters, and its line
 * in {@link Fuzzing}.
 */
public interface FuzzTarget {

    /** What the fuzzer begins with: small, and one for each way through the parser. */
    List<byte[]> seeds() throws IOException;

    /**
     * Parses. Catches what the parser may throw, and checks what it accepted; anything that is thrown is a finding, and so
     * is more than a bounded time or {@link #mostBytes}.
     */
    void parse(byte[] input) throws Exception;

    /** How much heap one input may allocate. */
    long mostBytes();

    /** What does not hold is a finding. */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** @param about said behind {@code otherwise}, and made a text only then */
    static void require(boolean holds, String otherwise, Object about) {
        if (!holds) {
            throw new AssertionError(otherwise + about);
        }
    }

    /** A refusal says why. */
    static void requireExplained(Exception refused) {
        require(!String.valueOf(refused.getMessage()).isBlank(), "refused without a word: ", refused);
    }
}
