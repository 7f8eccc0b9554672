package io.inceptionstreams.model;

/** Tells a person how far a long piece of work is. Used by one thread. */
public interface Progress {

    /** What begins now; what came before is done. */
    void step(String what);

    /** How far the current step is. */
    void advance(int done, int total);

    /** Nothing more will come. */
    void end();

    /** Reports nothing. */
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
}
