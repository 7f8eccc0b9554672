package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class ScriptModuleTest {

    private static byte[] browserified(String exported) {
        return ("!function(a){if(\"object\"==typeof exports&&\"undefined\"!=typeof module)module.exports=a()}"
                        + "(function(){return function a(n,i,e){}({1:[function(a,n,i){n.exports=" + exported
                        + "},{}]},{},[1])(1)});")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anObjectLiteralIsReadAsMinifiersWriteIt() throws IOException, WeightsException {
        JsonNode object = ScriptModule.object(
                "model.min.js", browserified("{name:'a \"b\"',sparse:!1,on:!0,min:-.5,one:1.,big:1e3,nothing:null}"));

        assertThat(object.path("name").asText()).isEqualTo("a \"b\"");
        assertThat(object.path("sparse").isBoolean()).isTrue();
        assertThat(object.path("sparse").booleanValue()).isFalse();
        assertThat(object.path("on").booleanValue()).isTrue();
        assertThat(object.path("min").doubleValue()).isEqualTo(-0.5);
        assertThat(object.path("one").doubleValue()).isEqualTo(1);
        assertThat(object.path("big").doubleValue()).isEqualTo(1000);
        assertThat(object.path("nothing").isNull()).isTrue();
    }

    @Test
    void aStringIsLeftAsItIs() throws IOException, WeightsException {
        JsonNode object =
                ScriptModule.object("model.min.js", browserified("{text:\"!0 and \\\"!1\\\" $1\",deep:{a:!1}}"));

        assertThat(object.path("text").asText()).isEqualTo("!0 and \"!1\" $1");
        assertThat(object.path("deep").path("a").isBoolean()).isTrue();
    }

    @Test
    void base64IsFoundInItsWrapper() throws WeightsException {
        byte[] data = new byte[300_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31);
        }

        byte[] read = ScriptModule.base64(
                "shard.min.js", browserified('"' + Base64.getEncoder().encodeToString(data) + '"'));

        assertThat(read).isEqualTo(data);
    }

    @Test
    void aModuleOfAnotherKindIsRefusedByName() {
        assertThatThrownBy(() -> ScriptModule.object("model.min.js", browserified("\"text\"")))
                .isInstanceOf(WeightsException.class)
                .hasMessage("model.min.js: exports no object");
        assertThatThrownBy(() -> ScriptModule.base64("shard.min.js", browserified("{a:1}")))
                .isInstanceOf(WeightsException.class)
                .hasMessage("shard.min.js: exports no base64");
        assertThatThrownBy(() -> ScriptModule.base64("shard.min.js", browserified("\"abcde\"")))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("shard.min.js: its base64 is damaged");
    }
}
