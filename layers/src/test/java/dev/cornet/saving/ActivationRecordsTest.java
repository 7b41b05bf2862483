package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.activations.Celu;
import dev.cornet.activations.Elu;
import dev.cornet.activations.Gelu;
import dev.cornet.activations.HardShrink;
import dev.cornet.activations.LeakyRelu;
import dev.cornet.activations.Relu;
import dev.cornet.activations.SoftShrink;
import dev.cornet.activations.Squareplus;
import dev.cornet.file.Json;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.SpatialDropout1D;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Compile;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records in the forms that Keras 3.15 reads: activations with options, and names and options that Keras would refuse. */
class ActivationRecordsTest {
    private static final String COMMON =
            "'trainable':true,'dtype':{'module':'keras','class_name':'DTypePolicy','config':"
                    + "{'name':'float32'},'registered_name':null},";

    private static ActivationFunction activation(String name) {
        return switch (name) {
            case "ReLU" -> new Relu().maxValue(2.0).negativeSlope(0.1).threshold(0.5);
            case "LeakyReLU" -> new LeakyRelu().negativeSlope(0.1);
            case "ELU" -> new Elu().alpha(0.5);
            case "Celu" -> new Celu().alpha(0.5);
            case "Gelu" -> new Gelu().approximate(true);
            case "HardShrink" -> new HardShrink().threshold(0.2);
            case "SoftShrink" -> new SoftShrink().threshold(0.2);
            default -> new Squareplus().b(2);
        };
    }

    private static float at(Model model, float x) {
        return model.predict(Tensor.of(new float[] {x}, 1, 1)).get(0, 0);
    }

    private static JsonNode activation(Model model) {
        JsonNode layers = Json.parse(model.toJson(), "model").get("config").get("layers");
        return layers.get(layers.size() - 1).get("config").get("activation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ReLU; keras.layers; 'max_value':2.0,'negative_slope':0.1,'threshold':0.5; -0.15",
                "LeakyReLU; keras.layers; 'negative_slope':0.1; -0.1",
                "ELU; keras.layers; 'alpha':0.5; -0.31606027",
                "Celu; keras.src.ops.nn; 'alpha':0.5; -0.43233237",
                "Gelu; keras.src.ops.nn; 'approximate':true; -0.158808",
                "HardShrink; keras.src.ops.nn; 'threshold':0.2; -1",
                "SoftShrink; keras.src.ops.nn; 'threshold':0.2; -0.8",
                "Squareplus; keras.src.ops.nn; 'b':2.0; 0.3660254"
            })
    void optionsOfActivations(String name, String module, String options, float expected) {
        boolean isLayer = module.equals("keras.layers");
        String record = "{'module':'" + module + "','class_name':'" + name + "','config':{'name':'some',"
                + (isLayer ? COMMON : "") + options + "},'registered_name':" + (isLayer ? "null" : "'" + name + "'")
                + "}";
        Model read =
                Model.fromJson(("{'class_name':'Sequential','config':{'layers':[{'class_name':'InputLayer','config':"
                                + "{'batch_shape':[null,1]}},{'class_name':'Activation','config':{'activation':"
                                + record + "}}]}}")
                        .replace('\'', '"'));
        assertEquals(expected, at(read, -1), 1e-6f);
        Model created = new Sequential(new Activation(activation(name)).inputShape(1));
        assertEquals(expected, at(created, -1), 1e-6f);
        assertEquals(expected, at(Model.fromJson(created.toJson()), -1), 1e-6f);
        for (Model model : new Model[] {read, created}) {
            JsonNode written = activation(model);
            assertEquals(module, written.get("module").asText());
            assertEquals(name, written.get("class_name").asText());
            Json.parse(("{" + options + "}").replace('\'', '"'), "options")
                    .fields()
                    .forEachRemaining(option -> assertEquals(
                            option.getValue(), written.get("config").get(option.getKey())));
        }
    }

    @Test
    void wrappedLayersHaveNoOptionThatKerasRefuses() {
        Model model = new Sequential(new TimeDistributed(new SpatialDropout1D(0.5)).inputShape(3, 4, 2));
        JsonNode inner = Json.parse(model.toJson(), "model")
                .get("config")
                .get("layers")
                .get(1)
                .get("config")
                .get("layer");
        assertFalse(inner.get("config").has("trainable"));
        Model.fromJson(model.toJson());
    }

    /** Keras names the operation that concatenates the masks "concatenate" too. */
    @Test
    void aMaskedConcatenateIsSavedUnderAnotherName() {
        Symbol in = Input.of(4);
        Symbol e = in.then(new Embedding(5, 3).maskZero(true));
        Symbol joined = new Concatenate().of(e, in.then(new Embedding(5, 3).maskZero(true)));
        Model model = new Model(in, joined.then(new LSTM(2)));
        assertEquals("concatenate", joined.node().layer().name());
        assertTrue(model.toJson().contains("\"concatenate_masked\""));
        assertFalse(model.toJson().contains("\"concatenate\""));
        Model read = Model.fromJson(model.toJson());
        read.setWeights(model.getWeights());
        Tensor x = Tensor.of(new float[] {1, 0, 2, 0}, 1, 4);
        assertEquals(model.predict(x).get(0, 0), read.predict(x).get(0, 0));
    }

    /** If a masked Concatenate is an output, the arguments of compile use its other name too. */
    @Test
    void compileConfigUsesTheOtherNameOfAMaskedConcatenate() {
        Symbol in = Input.of(4);
        Symbol e = in.then(new Embedding(5, 3).maskZero(true));
        Symbol joined = new Concatenate().of(e, in.then(new Embedding(5, 3).maskZero(true)));
        Model model = new Model(List.of(in), List.of(joined, joined.then(new LSTM(2).named("last"))));
        model.compile(new Compile("sgd", Map.of("concatenate", "mse", "last", "mae"))
                .metrics(Map.of("concatenate", List.of("mae"))));
        JsonNode compile = Json.parse(model.toJson(), "model").get("compile_config");
        assertTrue(compile.get("loss").has("concatenate_masked"), compile.toString());
        assertTrue(compile.get("metrics").has("concatenate_masked"), compile.toString());
        assertTrue(Model.fromJson(model.toJson()).isCompiled());
    }
}
