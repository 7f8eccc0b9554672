package io.inceptionstreams.config;

/**
 * A key and a text, as a source gave them.
 *
 * @param text before {@code ${...}} is replaced
 * @param source where: {@code file:line}, an environment variable, a flag, or {@code default}, with the
 *     key that it follows where it gave way to that
 */
record RawSetting(String key, String text, String source) {

    private static final String DEFAULT = "default";

    /** What holds when no source says otherwise. */
    static RawSetting standard(Key<?> key) {
        return new RawSetting(key.name(), key.defaultText(), DEFAULT);
    }

    /** This key with the text of another, whose value its own default would contradict. */
    RawSetting following(RawSetting leader) {
        return new RawSetting(key, leader.text(), DEFAULT + ", follows " + leader.key());
    }

    boolean isDefault() {
        return source.equals(DEFAULT);
    }

    /** For messages and listings: what {@code ${file:...}} stands for is not shown, nor what a secret key holds. */
    String shownText() {
        return Secrets.isSecret(key) && !text.isEmpty() ? Secrets.REDACTED : text;
    }

    String problem(String what) {
        return key + "=" + shownText() + " (" + source + "): " + what;
    }
}
