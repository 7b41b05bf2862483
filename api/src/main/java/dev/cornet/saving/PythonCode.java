package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.OptionException;
import java.util.List;

/** Check for Lambda layers with Python code, which cannot be read. */
final class PythonCode {
    private PythonCode() {}

    /** Adds a problem and returns true if the record is a Lambda with Python code or with an unknown Python function. */
    static boolean reportIfPresent(JsonNode record, String path, List<String> problems) {
        if (!record.path("class_name").asText().equals("Lambda") || ClassRecord.isUserClass(record)) {
            return false;
        }
        JsonNode config = record.path("config");
        JsonNode function = config.path("function");
        boolean isCode = function.isArray()
                || function.path("class_name").asText().equals("__lambda__")
                || config.path("function_type").asText().equals("lambda");
        boolean isFunctionName = function.path("class_name").asText().equals("function")
                || config.path("function_type").asText().equals("function");
        if (!isCode && (!isFunctionName || isKnown(function.isTextual() ? function : function.path("config")))) {
            return false;
        }
        String name = config.path("name").asText("lambda");
        String reason =
                isCode ? "is Python code (a Lambda)" : "calls the Python function " + name(function) + " (a Lambda)";
        problems.add(
                path + ": the layer \"" + name + "\" " + reason + ", which cannot run here. Put a layer in its place in"
                        + " Keras (Activation, Reshape, Add, Multiply, …) and save again; or make the model"
                        + " in Java, with new Lambda(f, derivative)"
                        + " there, and give it the weights by loadWeights.");
        return true;
    }

    /** True if a Java class is registered under the name of the function. */
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
