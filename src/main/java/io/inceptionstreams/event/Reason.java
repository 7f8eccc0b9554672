package io.inceptionstreams.event;

/** Why an event was rejected: the value of a dead letter's reason header and of the metrics' {@code reason} tag. */
public enum Reason {
    /** The value is not a JSON image reference, or its URI is malformed. */
    EVENT_INVALID("event-invalid"),
    /** The URI's scheme is unknown or switched off. */
    SCHEME_UNSUPPORTED("scheme-unsupported"),
    /** The configuration forbids this source: a path outside the roots, an address that is not public. */
    SOURCE_FORBIDDEN("source-forbidden"),
    /** The source says that there is no such image. */
    SOURCE_NOT_FOUND("source-not-found"),
    /** The source could not be read: connection, status, content. */
    SOURCE_FAILED("source-failed"),
    /** The image has more bytes than the limit. */
    SOURCE_TOO_LARGE("source-too-large"),
    /** The bytes are not an image of a supported format. */
    IMAGE_UNSUPPORTED("image-unsupported"),
    /** The image has more pixels, or a costlier structure, than the limit. */
    IMAGE_TOO_LARGE("image-too-large"),
    /** The bytes claim to be an image and do not decode. */
    IMAGE_CORRUPT("image-corrupt"),
    /** The deadline passed before there was an answer. */
    DEADLINE_EXCEEDED("deadline-exceeded"),
    /** The model failed on this image. */
    INFERENCE_FAILED("inference-failed"),
    /** Several attempts at this record ended with the death of the process. */
    ATTEMPTS_EXHAUSTED("attempts-exhausted"),
    /** A stage failed in a way that no other code names: a defect of this program. */
    INTERNAL_ERROR("internal-error"),
    /** The result is larger than the settings allow, or than the labels topic takes. */
    RESULT_TOO_LARGE("result-too-large"),
    /** The labels topic refuses the result: it is compacted and the event has no key, for example. */
    OUTPUT_REFUSED("output-refused");

    private final String code;

    Reason(String code) {
        this.code = code;
    }

    /** The stable, lower-case spelling. */
    public String code() {
        return code;
    }
}
