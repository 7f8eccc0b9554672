package io.inceptionstreams;

/** Tells a person how far a long piece of work is. Used by one thread. */
interface Progress {

    /** What begins now; what came before is done. */
    void step(String what);

    /** How far the current step is. */
    void advance(int done, int total);

    /** Nothing more will come. */
    void end();

    /** For those who do not want to know. */
    static Progress none() {
        return new Progress() {
            @Override
            public void step(String what) {}

            @Override
            public void advance(int done, int total) {}

            @Override
            public void end() {}
        };
    }

    /** A line a step; on a terminal a bar that is drawn over, elsewhere nothing between the lines. */
    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on a console is there without a terminal: TERM is asked too
    static Progress onStandardError() {
        boolean terminal = System.console() != null && System.getenv("TERM") != null;
        return new ConsoleProgress(System.err, terminal);
    }
}
