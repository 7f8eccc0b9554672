package io.inceptionstreams.broker;

/** A node's identity and its two ports on the loopback address. */
record NodeAddress(int id, int port, int controllerPort) {

    static final String HOST = "127.0.0.1";

    /** Where clients connect. */
    String address() {
        return HOST + ":" + port;
    }
}
