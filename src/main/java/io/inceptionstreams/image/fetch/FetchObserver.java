package io.inceptionstreams.image.fetch;

/** What a source says of its work. Called on any thread, and returns at once. */
public interface FetchObserver {

    /** Does nothing. */
    FetchObserver NONE = new FetchObserver() {};

    /** Something is fetched once more. */
    default void retried() {}

    /** A fetch joins another of the same URI. */
    default void shared() {}

    /**
     * A read of a file has begun to outlast its fetch, or one that did has ended.
     *
     * @param now how many do
     */
    default void readsHang(int now) {}

    /** A thread took the place of one whose read hangs. */
    default void threadReplaced() {}

    /** A host that did not answer is left alone from now on. */
    default void breakerOpened() {}

    /** @param now how many hosts are left alone, or are being tried again */
    default void breakersOpen(int now) {}

    /** A request failed at once, because its host is left alone. */
    default void refusedByBreaker() {}
}
