/**
 * A model that is an archive at an address: fetched once, checked against its digest, unpacked into a cache folder. Knows
 * {@code model}; of S3, only how to sign a download.
 */
@NullMarked
package io.inceptionstreams.model.remote;

import org.jspecify.annotations.NullMarked;
