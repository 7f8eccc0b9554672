package io.inceptionstreams.image.fetch;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that counts what it reads ({@link ExchangeBytes}) and that reads {@link #TURN} bytes at most before its I/O
 * thread goes on to the next connection. The client reads small chunks and informational answers for as long as there are
 * any, and two sources that send them without end would keep both I/O threads.
 *
 * <p>Without TLS, the protocol's handler reads from this session. With TLS, the client decorates the TLS session once
 * more, which reads one record in a turn and pushes what it has decrypted into the handler; it is counted there.
 */
final class BoundedSession implements IOSession {

    /** A few packets: the parser spends less than a millisecond on them, whatever they hold. */
    static final int TURN = 16 << 10;

    private final IOSession session;
    private final ExchangeBytes bytes;
    private int left = TURN;

    BoundedSession(IOSession session, int maxBytes) {
        this.session = session;
        this.bytes = new ExchangeBytes(maxBytes);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        if (left <= 0) {
            return 0; // the selector reports the connection again
        }
        int limit = buffer.limit();
        buffer.limit(buffer.position() + Math.min(buffer.remaining(), left));
        int count;
        try {
            count = session.read(buffer);
        } finally {
            buffer.limit(limit);
        }
        left -= Math.max(0, count);
        bytes.received(count);
        return count;
    }

    /** Called by the I/O thread, when it takes up what the client wants of the connection. */
    @Override
    public Command poll() {
        Command command = session.poll();
        if (command instanceof RequestExecutionCommand request) {
            bytes.begin(request.getContext());
        }
        return command;
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        session.upgrade(new Turns(handler));
    }

    /** Gives a connection its turn, then what happens to the protocol's handler. */
    private record Turns(IOEventHandler handler) implements IOEventHandler {

        @Override
        public void inputReady(IOSession connection, ByteBuffer decrypted) throws IOException {
            if (connection instanceof BoundedSession bounded) {
                bounded.left = TURN;
                bounded.bytes.received(decrypted == null ? 0 : decrypted.remaining());
            }
            handler.inputReady(connection, decrypted);
        }

        @Override
        public void connected(IOSession connection) throws IOException {
            handler.connected(connection);
        }

        @Override
        public void outputReady(IOSession connection) throws IOException {
            handler.outputReady(connection);
        }

        @Override
        public void timeout(IOSession connection, Timeout timeout) throws IOException {
            handler.timeout(connection, timeout);
        }

        @Override
        public void exception(IOSession connection, Exception cause) {
            handler.exception(connection, cause);
        }

        @Override
        public void disconnected(IOSession connection) {
            handler.disconnected(connection);
        }
    }

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public IOEventHandler getHandler() {
        return session.getHandler();
    }

    @Override
    public Lock getLock() {
        return session.getLock();
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return session.hasCommands();
    }

    @Override
    public ByteChannel channel() {
        return session.channel();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return session.getLocalAddress();
    }

    @Override
    public int getEventMask() {
        return session.getEventMask();
    }

    @Override
    public void setEventMask(int mask) {
        session.setEventMask(mask);
    }

    @Override
    public void setEvent(int event) {
        session.setEvent(event);
    }

    @Override
    public void clearEvent(int event) {
        session.clearEvent(event);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return session.write(buffer);
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void close(CloseMode mode) {
        session.close(mode);
    }

    @Override
    public Status getStatus() {
        return session.getStatus();
    }

    @Override
    public Timeout getSocketTimeout() {
        return session.getSocketTimeout();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        session.setSocketTimeout(timeout);
    }

    @Override
    public long getLastReadTime() {
        return session.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return session.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return session.getLastEventTime();
    }

    @Override
    public void updateReadTime() {
        session.updateReadTime();
    }

    @Override
    public void updateWriteTime() {
        session.updateWriteTime();
    }
}
