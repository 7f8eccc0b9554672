package io.inceptionstreams.config;

/**
 * A key and a text, as a source gave them.
 *
 * @param text before {@code ${...}} is replaced
 * @param source where: {@code file:line}, an environment variable, a flag, or {@code default}
 */
record Assignment(String key, String text, String source) {

    /** For messages and listings: what {@code ${file:...}} stands for is not shown, nor what a secret key holds. */
    String shownText() {
        return Secrets.isSecret(key) && !text.isEmpty() ? Secrets.REDACTED : text;
    }

    String problem(String what) {
        return key + "=" + shownText() + " (" + source + "): " + what;
    }
}
