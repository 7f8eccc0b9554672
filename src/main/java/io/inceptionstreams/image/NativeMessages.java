package io.inceptionstreams.image;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what libjpeg and libpng print about an image. They write it to C's standard error, where it belongs to no event, and a
 * hostile image can make it many lines. The C library's variable {@code stderr} is set to a stream that calls back: what a
 * thread prints while it decodes is collected, and what others print goes to standard error as before, at once. Java
 * itself writes to the file descriptor, and does not take part.
 *
 * <p>Needs {@code fopencookie}, which Linux has; elsewhere nothing is diverted.
 */
final class NativeMessages {

    private static final Logger LOG = LoggerFactory.getLogger(NativeMessages.class);

    /** Of one image; what is beyond is dropped. */
    private static final int MOST_CHARS = 2000;

    private static final int LINE_BUFFERED = 1;

    /** Where C wrote before: not what Java may have put in the place of its own stream. */
    private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);

    private static final ThreadLocal<@Nullable StringBuilder> COLLECTED = new ThreadLocal<>();

    /** Kept, because native code calls it. */
    private static final Write WRITE = NativeMessages::write;

    private NativeMessages() {}

    @SuppressWarnings("UnusedMethod") // by native code
    private interface Write extends Callback {
        NativeLong invoke(@Nullable Pointer cookie, Pointer text, NativeLong length);
    }

    /** The C library's {@code cookie_io_functions_t}. */
    @Structure.FieldOrder({"read", "write", "seek", "close"})
    public static class Functions extends Structure implements Structure.ByValue {

        public @Nullable Pointer read;
        public @Nullable Callback write;
        public @Nullable Pointer seek;
        public @Nullable Pointer close;
    }

    /** Diverts the stream until the process ends. To be called once. */
    static void divert() {
        try {
            NativeLibrary c = NativeLibrary.getProcess();
            Function open = c.getFunction("fopencookie");
            Pointer variable = c.getGlobalVariableAddress("stderr");
            Functions functions = new Functions();
            functions.write = WRITE;
            Pointer stream = open.invokePointer(new Object[] {null, "w", functions});
            if (stream == null) {
                return;
            }
            int ignored = c.getFunction("setvbuf")
                    .invokeInt(new Object[] {stream, null, LINE_BUFFERED, new NativeLong(MOST_CHARS)});
            // OpenCV's own log is written by C++, which may have opened its stream already. The exception says the
            // same.
            int unused = c.getFunction("setenv").invokeInt(new Object[] {"OPENCV_LOG_LEVEL", "SILENT", 0});
            Pointer before = variable.getPointer(0);
            // No native thread may call back when the virtual machine is gone.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> variable.setPointer(0, before), "native-messages"));
            variable.setPointer(0, stream);
        } catch (LinkageError e) {
            LOG.debug("What native decoders print goes to standard error: {}", e.toString());
        }
    }

    /** What this thread's native code prints from now on is collected. */
    static void begin() {
        COLLECTED.set(new StringBuilder());
    }

    /** What was collected, a line each; nothing is collected any more. */
    static String end() {
        StringBuilder collected = COLLECTED.get();
        COLLECTED.remove();
        return collected == null ? "" : collected.toString().strip();
    }

    private static void writeThrough(byte[] bytes) {
        try {
            STANDARD_ERROR.write(bytes);
        } catch (IOException e) {
            LOG.debug("Standard error is closed", e);
        }
    }

    private static NativeLong write(@Nullable Pointer cookie, Pointer text, NativeLong length) {
        byte[] bytes = text.getByteArray(0, length.intValue());
        StringBuilder collected = COLLECTED.get();
        if (collected == null) {
            writeThrough(bytes);
        } else if (collected.length() < MOST_CHARS) {
            collected.append(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return length;
    }
}
