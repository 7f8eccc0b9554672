package io.inceptionstreams.cli;

import io.inceptionstreams.model.Progress;
import java.io.PrintStream;

/** Lines for logs, or a bar for a terminal. */
public final class ConsoleProgress implements Progress {

    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private String step = "";
    private int drawn = -1;

    ConsoleProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A line a step; on a terminal a bar that is drawn over, elsewhere nothing between the lines. */
    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on a console is there without a terminal: TERM is asked too
    public static Progress onStandardError() {
        boolean terminal = System.console() != null && System.getenv("TERM") != null;
        return new ConsoleProgress(System.err, terminal);
    }

    @Override
    public void step(String what) {
        end();
        step = what;
        if (terminal) {
            out.print(what);
            out.flush();
        } else {
            out.println(what);
        }
    }

    @Override
    public void advance(int done, int total) {
        int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * done / total);
        if (!terminal || filled == drawn) {
            return;
        }
        drawn = filled;
        out.print("\r" + step + " [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + total);
        out.flush();
    }

    @Override
    public void end() {
        if (terminal && !step.isEmpty()) {
            out.println();
        }
        step = "";
        drawn = -1;
    }
}
