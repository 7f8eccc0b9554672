package io.inceptionstreams.model.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelSettings;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelUriTest {

    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final String ID = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /** "GET Object" of AWS's "Signature Calculations for the Authorization Header". */
    @Test
    void theSignatureIsThatOfAmazonsExample() {
        Map<String, String> headers = new S3Signature(ID, SECRET, Optional.empty(), "us-east-1")
                .headers(
                        URI.create("https://examplebucket.s3.amazonaws.com/test.txt"),
                        Map.of("range", "bytes=0-9"),
                        NOW);

        assertThat(headers)
                .containsEntry("x-amz-date", "20130524T000000Z")
                .containsEntry(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @ParameterizedTest
    @CsvSource({
        "s3://models/pets/1.zip, , https://models.s3.us-east-1.amazonaws.com/pets/1.zip",
        "s3://models/pets/1.zip, AWS_REGION=eu-west-1, https://models.s3.eu-west-1.amazonaws.com/pets/1.zip",
        "s3://my.models/a b.zip, , https://s3.us-east-1.amazonaws.com/my.models/a%20b.zip",
        "S3://models/caf\u00e9/cafe\u0301.zip, , https://models.s3.us-east-1.amazonaws.com/caf%C3%A9/cafe%CC%81.zip",
        "s3://models/50%/%41|.zip, , https://models.s3.us-east-1.amazonaws.com/50%25/A%7C.zip",
        "s3://models/%FF%2B.zip, , https://models.s3.us-east-1.amazonaws.com/%FF%2B.zip",
        "s3://my_models/1.zip, , https://s3.us-east-1.amazonaws.com/my_models/1.zip",
        "s3://Models/1.zip, , https://s3.us-east-1.amazonaws.com/Models/1.zip",
        "s3://my.models/a%20b+c.zip, , https://s3.us-east-1.amazonaws.com/my.models/a%20b%2Bc.zip",
        "s3://models/1.zip, AWS_ENDPOINT_URL=http://minio:9000/, http://minio:9000/models/1.zip",
        "https://models.example/1.zip?token=x, , https://models.example/1.zip?token=x",
        "https://models.example/%2b/1.zip?sig=a%2Bb+c, , https://models.example/%2b/1.zip?sig=a%2Bb+c",
        "https://b\u00fccher.example/my model.zip, , https://xn--bcher-kva.example/my%20model.zip"
    })
    void whatIsAskedFor(String address, String variable, String expected) throws ModelException {
        Map<String, String> environment =
                variable == null ? Map.of() : Map.of(variable.split("=", 2)[0], variable.split("=", 2)[1]);

        HttpRequest request = request(address, environment);

        assertThat(request.uri()).hasToString(expected);
        assertThat(request.headers().map()).isEmpty();
    }

    @Test
    void aRequestToS3IsSignedWhereThereAreCredentials() throws ModelException {
        HttpRequest request = request(
                "s3://models/1.zip",
                Map.of("AWS_ACCESS_KEY_ID", ID, "AWS_SECRET_ACCESS_KEY", SECRET, "AWS_SESSION_TOKEN", "t"));

        assertThat(request.headers().firstValue("authorization").orElse(""))
                .startsWith("AWS4-HMAC-SHA256 Credential=")
                .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,")
                .doesNotContain(SECRET);
        assertThat(request.headers().firstValue("x-amz-security-token")).contains("t");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://models.example/1.zip",
        "http://models.example/1.zip",
        "https://user:secret@models.example/1.zip",
        "s3://models",
        "s3://models/",
        "s3://models/1.zip?versionId=2",
        "s3://models/a#b.zip",
        "s3://user@models/1.zip",
        "https:///1.zip",
        "https://a b/1.zip",
        "https://my_models.example/1.zip",
        "s3:///1.zip"
    })
    void otherAddressesAreRefused(String address) {
        assertThatThrownBy(() -> request(address, Map.of()))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("model: ");
    }

    @Test
    void messagesDoNotHaveTheSignatureOfAnAddress() {
        assertThatThrownBy(() -> request("ftp://models.example/1.zip?signature=secret", Map.of()))
                .hasMessageContaining("ftp://models.example/1.zip?...")
                .hasMessageNotContaining("secret");
    }

    private static HttpRequest request(String address, Map<String, String> environment) throws ModelException {
        ModelSettings settings = new ModelSettings(
                address, "0".repeat(64), Duration.ZERO, 1024, Duration.ofSeconds(1), Path.of("cache"));
        return ModelUri.request(settings, environment, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
