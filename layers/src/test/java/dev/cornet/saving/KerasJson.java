package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;

/** Sequential models read from Keras' JSON, in which ' stands for ". */
final class KerasJson {
    private KerasJson() {}

    static Model sequential(String version, String layers) {
        return sequential(version, layers, "");
    }

    static Model sequential(String version, String layers, String compile) {
        String text = "{'class_name':'Sequential','config':[" + layers + "]" + compile
                + (version.isEmpty() ? "}" : ",'keras_version':'" + version + "'}");
        return Model.fromJson(text.replace('\'', '"'));
    }

    /** The message of the error that reading these layers gives. */
    static String refusal(String version, String layers) {
        return assertThrows(ModelFormatException.class, () -> sequential(version, layers))
                .getMessage();
    }
}
