package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.Reshape;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Symbol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fuzz test of JSON trees and files with wrong values but valid checksums. {@code -Dcornet.fuzz=100000} sets a long run. */
class DamagedModelTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Random random = new Random(7);

    @TempDir
    Path folder;

    private static Model model() {
        Symbol x = Input.of(6, 6, 1);
        Symbol a = x.then(new Conv2D(2, 3).activation("relu"))
                .then(new BatchNormalization())
                .then(new MaxPooling2D(2));
        Symbol b = a.then(new Flatten()).then(new Dropout(0.1)).then(new Dense(4));
        Sequential inner = new Sequential(new Dense(4).inputShape(4), new Reshape(2, 2), new Reshape(4));
        Symbol c = new Add().of(b, b.then(inner));
        Model model = new Model(x, c);
        model.compile("adam", "mse", "mae");
        return model;
    }

    /** Replaces, removes or inserts a random value of the tree. */
    private void damage(JsonNode tree) {
        List<JsonNode> containers = new ArrayList<>();
        collect(tree, containers);
        JsonNode container = containers.get(random.nextInt(containers.size()));
        JsonNode replacement = random.nextBoolean()
                ? value()
                : containers.get(random.nextInt(containers.size())).deepCopy();
        if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            String key = keys.get(random.nextInt(keys.size()));
            if (random.nextInt(8) == 0) {
                object.remove(key);
            } else {
                object.set(random.nextInt(8) == 0 ? key + "x" : key, replacement);
            }
        } else if (container instanceof ArrayNode array && !array.isEmpty()) {
            int i = random.nextInt(array.size());
            if (random.nextInt(4) == 0) {
                array.remove(i);
            } else if (random.nextInt(4) == 0) {
                array.insert(i, replacement);
            } else {
                array.set(i, replacement);
            }
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(12)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.numberNode(-1);
            case 2 -> JSON.numberNode(0);
            case 3 -> JSON.numberNode(Integer.MAX_VALUE);
            case 4 -> JSON.numberNode(1L << 62);
            case 5 -> JSON.numberNode(0.5);
            case 6 -> JSON.textNode("");
            case 7 -> JSON.textNode("relu");
            case 8 -> JSON.booleanNode(true);
            case 9 -> JSON.arrayNode();
            case 10 -> JSON.numberNode(65_536);
            default -> JSON.objectNode();
        };
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(inner -> collect(inner, containers));
        }
    }

    @Test
    void damagedTreesGiveAModelOrOneKindOfException() {
        String text = model().toJson();
        for (int run = Integer.getInteger("cornet.fuzz", 1000); run > 0; run--) {
            JsonNode tree = Json.parse(text, "whole");
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                damage(tree);
            }
            String damaged = Json.text(tree);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> {
                        try {
                            Model.fromJson(damaged);
                        } catch (ModelFormatException e) {
                            assertTrue(e.getMessage().startsWith("the JSON text"), e.getMessage());
                        }
                    },
                    () -> damaged);
        }
    }

    @Test
    void partsOfAnotherFormatWithValidChecksumsAreRefused() {
        byte[] tree = model().toJson().getBytes(StandardCharsets.UTF_8);
        byte[][] weights = {{}, new byte[9], "PK\3\4".getBytes(StandardCharsets.US_ASCII), new byte[1000]};
        for (byte[] part : weights) {
            Path file = folder.resolve("a.cornet");
            CornetArchive.write(
                    file, Map.of("model.json", out -> out.write(tree), "weights.safetensors", out -> out.write(part)));
            String message = assertThrows(ModelFormatException.class, () -> CornetFormat.read(file))
                    .getMessage();
            assertTrue(message.contains("weights.safetensors: is no safetensors file"), message);
        }
        Path unexpected = folder.resolve("b.cornet");
        CornetArchive.write(unexpected, Map.of("../../evil.sh", out -> out.write(1)));
        String message = assertThrows(ModelFormatException.class, () -> CornetFormat.read(unexpected))
                .getMessage();
        assertTrue(message.contains("it has an entry \"../../evil.sh\""), message);
    }
}
