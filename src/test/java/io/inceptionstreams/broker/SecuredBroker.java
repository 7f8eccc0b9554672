package io.inceptionstreams.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker with Kafka's own authorizer, which allows what an ACL allows and nothing else. Clients come by SASL (SCRAM)
 * over TLS; the test itself is a super user on a listener with neither.
 */
public final class SecuredBroker implements AutoCloseable {

    private static final String STORE_PASSWORD = "changeit";

    private final Path folder;
    private final NodeServer server;
    private final ExitGuard exits;
    private final Admin admin;
    private final String plainAddress;
    private final int saslPort;

    private SecuredBroker(Path folder, NodeServer server, ExitGuard exits, NodeAddress plain, int saslPort) {
        this.folder = folder;
        this.server = server;
        this.exits = exits;
        this.admin = Nodes.admin(List.of(plain));
        this.plainAddress = plain.address();
        this.saslPort = saslPort;
    }

    /** @param folder for its data and its certificate */
    public static SecuredBroker start(Path folder) {
        List<Integer> ports = Ports.free(3, new Random());
        NodeAddress address = new NodeAddress(1, ports.get(0), ports.get(1));
        int saslPort = ports.get(2);
        Path store = folder.resolve("broker.p12");
        keytool(
                "-genkeypair -alias broker -keyalg EC -groupname secp256r1 -dname CN=broker -validity 2"
                        + " -ext SAN=ip:127.0.0.1,dns:localhost -storetype PKCS12",
                store);
        keytool("-exportcert -rfc -alias broker -file " + folder.resolve("ca.crt"), store);
        Properties properties = NodeProperties.of(address, List.of(address), folder.resolve("data"));
        secure(properties, saslPort, store);
        ExitGuard exits = ExitGuard.install();
        NodeServer server = NodeServer.start(properties, Uuid.randomUuid().toString());
        return new SecuredBroker(folder, server, exits, address, saslPort);
    }

    private static void secure(Properties to, int port, Path store) {
        String listener = "CLIENTS";
        String address = listener + "://" + NodeAddress.HOST + ":" + port;
        to.merge("listeners", address, (all, own) -> all + "," + own);
        to.merge("advertised.listeners", address, (all, own) -> all + "," + own);
        to.merge("listener.security.protocol.map", listener + ":SASL_SSL", (all, own) -> all + "," + own);
        to.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        to.setProperty(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        to.setProperty("ssl.keystore.location", store.toString());
        to.setProperty("ssl.keystore.password", STORE_PASSWORD);
        to.setProperty("ssl.keystore.type", "PKCS12");
        to.setProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        to.setProperty("allow.everyone.if.no.acl.found", "false");
        // The controller, and the test.
        to.setProperty("super.users", "User:ANONYMOUS");
    }

    /** Of the listener for clients. */
    public String bootstrapServers() {
        return NodeAddress.HOST + ":" + saslPort;
    }

    /** The authority of its certificate, in PEM. */
    public Path authority() {
        return folder.resolve("ca.crt");
    }

    public Admin superUser() {
        return admin;
    }

    public void createTopics(Collection<NewTopic> topics) {
        new Topics(admin).create(topics);
    }

    public void addUser(String name, String password) throws ExecutionException, InterruptedException {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        name,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                        password.getBytes(StandardCharsets.UTF_8))))
                .all()
                .get();
    }

    /** Exactly these, and none that were there before. */
    public void allowOnly(Collection<AclBinding> bindings) throws ExecutionException, InterruptedException {
        admin.deleteAcls(List.of(org.apache.kafka.common.acl.AclBindingFilter.ANY))
                .all()
                .get();
        admin.createAcls(bindings).all().get();
    }

    /** For clients of the listener without security, which are super users. */
    public Map<String, Object> superUserProperties() {
        return Map.of("bootstrap.servers", plainAddress);
    }

    @Override
    public void close() {
        admin.close();
        server.stop();
        exits.close();
    }

    private static void keytool(String arguments, Path store) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", STORE_PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0 || !Files.exists(store)) {
                throw new IllegalStateException("keytool: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
