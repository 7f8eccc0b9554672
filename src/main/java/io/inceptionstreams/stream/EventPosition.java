package io.inceptionstreams.stream;

/** Where an event is, or was, in its topic. */
public record EventPosition(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + " partition " + partition + " offset " + offset;
    }
}
