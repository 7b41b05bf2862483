package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.file.Limits;
import dev.cornet.models.ArchitectureFormat;
import dev.cornet.models.Model;
import dev.cornet.nn.WeightAllocation;

/** The {@link ArchitectureFormat} of this module: the JSON of Keras. */
public final class KerasArchitecture implements ArchitectureFormat {
    private static final String TEXT = "the JSON text";

    @Override
    public ObjectNode write(Model model) {
        return ModelWriter.writeForKeras(model);
    }

    @Override
    public String text(Model model) {
        return ArchitectureText.forKeras(model);
    }

    @Override
    public Model read(JsonNode tree, String where) {
        return ModelReader.read(tree, where);
    }

    @Override
    public Model read(String json, String where) {
        String advice = ". If that is meant, allow more by -Dcornet.maxTensorBytes";
        return WeightAllocation.limited(Limits.newWeightBytes(), false, advice, () -> parsed(json, where));
    }

    @Override
    public Model parse(String json, long maxBytes, boolean isTrusted) {
        if (json.length() < 300 && json.strip().matches("[^{}\\[\\]\"\n]+\\.\\w+")) {
            throw new ModelFormatException(
                    "fromJson takes the JSON text itself, got what looks like a file name, \"" + json.strip()
                            + "\". Read the file first: Model.fromJson(Files.readString(Path.of(\"" + json.strip()
                            + "\"))); whole models are read by Model.load.");
        }
        String advice = ". If that is meant, allow more by Model.fromJson(json, mostBytes) or -Dcornet.maxTensorBytes";
        return WeightAllocation.limited(maxBytes, isTrusted, advice, () -> parsed(json, TEXT));
    }

    private static Model parsed(String json, String where) {
        JsonNode tree = Json.parse(json, where);
        return ModelReader.read(tree.isTextual() ? Json.parse(tree.textValue(), where) : tree, where);
    }
}
