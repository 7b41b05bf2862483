package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Json;
import dev.cornet.file.Limits;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models of many layers and calls: time in proportion to their number, bounded memory, short messages. */
class LargeModelsTest {
    private static final int MANY = 4000;
    private static final Tensor X = Tensor.of(new float[] {0.5f, -1}, 2, 1);

    /** A chain of models, each of which calls the previous one twice: 2^depth calls of the first. */
    private static Model doubling(int depth) {
        Symbol in = Input.of(1);
        Model model = new Model(in, new Dense(1).of(in));
        model.named("m0");
        for (int i = 1; i <= depth; i++) {
            Symbol x = Input.of(1);
            model = new Model(x, model.of(model.of(x)));
            model.named("m" + i);
        }
        return model;
    }

    @Test
    void callsOfNestedModelsAreCounted() {
        Model original = doubling(6);
        Model restored = Model.fromJson(original.toJson());
        restored.setWeights(original.getWeights());
        assertArrayEquals(original.predict(X).toArray(), restored.predict(X).toArray());
        String message = assertThrows(CornetException.class, () -> doubling(30)).getMessage();
        assertTrue(
                message.contains("those of inner models counted for each of their calls")
                        && message.contains(Limits.LAYER_CALLS),
                message);
    }

    /** JSON text of nested models with more calls than allowed, built by nesting the record of a small model. */
    @Test
    void aFileOfTooManyCallsIsRefused() {
        ObjectNode record = (ObjectNode) Json.parse(doubling(1).toJson(), "test");
        for (int i = 2; i < 30; i++) {
            ObjectNode outer = record.deepCopy();
            ((ObjectNode) outer.get("config")).put("name", "m" + i);
            for (JsonNode layer : outer.path("config").path("layers")) {
                if (layer.path("class_name").asText().equals("Functional")) {
                    rename(outer, layer.path("name").asText(), "m" + (i - 1));
                    ((ObjectNode) layer).set("config", record.get("config").deepCopy());
                }
            }
            record = outer;
        }
        String json = Json.text(record);
        String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(json))
                .getMessage();
        assertTrue(message.contains("would call layers"), message);
    }

    private static void rename(ObjectNode model, String from, String to) {
        for (JsonNode layer : model.path("config").path("layers")) {
            if (layer.path("name").asText().equals(from)) {
                ((ObjectNode) layer).put("name", to);
            }
            for (JsonNode history : layer.findValues("keras_history")) {
                if (history.get(0).asText().equals(from)) {
                    ((ArrayNode) history).set(0, JsonNodeFactory.instance.textNode(to));
                }
            }
        }
        JsonNode output = model.path("config").path("output_layers");
        if (output.get(0).asText().equals(from)) {
            ((ArrayNode) output).set(0, JsonNodeFactory.instance.textNode(to));
        }
    }

    @Test
    void aLongChainIsAddedSavedAndRead() {
        Sequential chain = new Sequential();
        chain.add(Input.of(1));
        for (int i = 0; i < MANY; i++) {
            chain.add(new Dense(1));
        }
        assertEquals("dense_" + (MANY - 1), chain.getLayer(-1).name());
        Model restored = Model.fromJson(chain.toJson());
        restored.setWeights(chain.getWeights());
        assertArrayEquals(chain.predict(X).toArray(), restored.predict(X).toArray());
        assertEquals(chain.toJson(), restored.toJson());
    }

    /** The layers of a graph may be listed in any order. */
    @Test
    void aGraphIsReadInAnyOrder() {
        Symbol in = Input.of(1);
        Symbol out = in;
        for (int i = 0; i < MANY; i++) {
            out = new Dense(1).of(out);
        }
        Model model = new Model(in, out);
        ObjectNode tree = (ObjectNode) Json.parse(model.toJson(), "test");
        ArrayNode backwards = JsonNodeFactory.instance.arrayNode();
        tree.path("config").path("layers").forEach(layer -> backwards.insert(0, layer));
        ((ObjectNode) tree.get("config")).set("layers", backwards);
        Model restored = Model.fromJson(Json.text(tree));
        restored.setWeights(model.getWeights());
        assertArrayEquals(model.predict(X).toArray(), restored.predict(X).toArray());
    }

    @Test
    void messagesStayShort() {
        Sequential model = new Sequential(new Dense(1).inputShape(1));
        for (int i = 0; i < 1000; i++) {
            model.add(new Dense(1));
        }
        String json = model.toJson();
        for (String wrong : List.of(
                json.replace("\"Dense\"", "\"Dens\""),
                json.replace("\"use_bias\"", "\"use_biass\""),
                json.replace("\"units\":1", "\"units\":-1"),
                json.replaceFirst("\"Dense\"", "\"" + "D".repeat(1 << 20) + "\""))) {
            String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(wrong))
                    .getMessage();
            assertTrue(message.length() < 50_000, () -> "a message of " + message.length());
        }
    }

    // ---- names in a chain

    @Test
    void namesAreThoseOfKerasAfterRemovingLayers() {
        Sequential model = new Sequential(new Dense(1).inputShape(1), new Dense(1).named("dense_1"), new Dense(1));
        assertEquals("dense_2", model.getLayer(-1).name());
        model.pop();
        model.add(new Dense(1));
        assertEquals("dense_2", model.getLayer(-1).name());
        assertThrows(OptionException.class, () -> model.add(new Dense(1).named("dense")));
        model.add(new Dense(1).named("end"));
        assertEquals(4, model.layers().size());
        assertEquals(2, model.predict(X).size());
        Dense wrong = new Dense(1).named("twice");
        assertThrows(CornetException.class, () -> model.add(new dev.cornet.layers.Conv2D(1, 2).named("twice")));
        model.add(wrong);
        assertEquals("twice", model.getLayer(-1).name());
    }

    @Test
    void anUnbuiltChainIsNamedWhenItsInputIsKnown() {
        Dense second = new Dense(1);
        Dense first = new Dense(1);
        Sequential model = new Sequential(first, second);
        model.predict(X);
        assertEquals("dense", second.name());
        assertEquals("dense_1", first.name());
        Sequential twice = new Sequential(new Dense(1).named("a"), new Dense(1).named("a"));
        assertThrows(OptionException.class, () -> twice.predict(X));
    }

    // ---- memory

    @Test
    void aShortTextCannotRequestUnlimitedMemory() {
        String small = new Sequential(new Dense(1).inputShape(1)).toJson();
        String json = small.replace("\"units\":1", "\"units\":400000000");
        String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(json))
                .getMessage();
        assertTrue(message.contains("Model.fromJson(json, mostBytes)"), message);
        assertThrows(ModelFormatException.class, () -> Model.fromJson(small, 7));
        assertEquals(2, Model.fromJson(small, 8).countParams());
    }
}
