package io.inceptionstreams.stream.output;

/** The names of the topics that events come from and that answers go to. */
public record StreamTopics(String references, String labels, String deadLetters) {

    public StreamTopics {
        if (references.equals(labels) || references.equals(deadLetters) || labels.equals(deadLetters)) {
            throw new IllegalArgumentException("topics.references, topics.labels and topics.dead-letters must be"
                    + " three topics: " + references + ", " + labels + ", " + deadLetters);
        }
    }
}
