package io.inceptionstreams.model.remote;

import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies no more than it may: what counts is what comes, not what a header claims. */
final class BoundedCopy {

    private static final int BUFFER = 64 << 10;

    private BoundedCopy() {}

    /**
     * @return how many bytes there were
     * @throws ModelException when there are more than {@code most}
     */
    static long copy(InputStream in, OutputStream out, long most) throws IOException, ModelException {
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            copied += n;
            if (copied > most) {
                throw new ModelException("has more bytes than model.max-bytes allows");
            }
            out.write(buffer, 0, n);
        }
        return copied;
    }
}
