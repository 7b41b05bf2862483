package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.OptionException;
import java.util.List;

/** Layers that hold Python's code, which no file can make Cornet run. */
final class PythonCode {
    private PythonCode() {}

    /** True for a Lambda whose function is Python's, which is told as a problem. */
    static boolean isIn(JsonNode record, String path, List<String> problems) {
        if (!record.path("class_name").asText().equals("Lambda")) {
            return false;
        }
        JsonNode config = record.path("config");
        JsonNode function = config.path("function");
        boolean code = function.isArray()
                || function.path("class_name").asText().equals("__lambda__")
                || config.path("function_type").asText().equals("lambda");
        boolean named = function.path("class_name").asText().equals("function")
                || config.path("function_type").asText().equals("function");
        if (!code && (!named || isKnown(function.isTextual() ? function : function.path("config")))) {
            return false;
        }
        String name = config.path("name").asText("lambda");
        String what =
                code ? "is Python code (a Lambda)" : "calls the Python function " + name(function) + " (a Lambda)";
        problems.add(
                path + ": the layer \"" + name + "\" " + what + ", which cannot run here. Put a layer in its place in"
                        + " Keras (Activation, Reshape, Add, Multiply, …) and save again; or make the model in Java, with new Lambda(f, slope)"
                        + " there, and give it the weights by loadWeights.");
        return true;
    }

    /** True for a function of that name in Java, made known by Cornet.register. */
    private static boolean isKnown(JsonNode name) {
        try {
            Registry.find(Configurable.class, name.asText());
            return true;
        } catch (OptionException e) {
            return false;
        }
    }

    private static String name(JsonNode function) {
        return "\"" + (function.isTextual() ? function : function.path("config")).asText() + "\"";
    }
}
