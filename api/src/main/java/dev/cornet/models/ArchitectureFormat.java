package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Service that converts the architectures of models, with the arguments of compile, to and from Keras' JSON; implemented by the package
 * {@code saving} of this module.
 */
public interface ArchitectureFormat {
    /** The JSON tree that Keras reads. */
    ObjectNode write(Model model);

    /** The JSON text that Keras reads, on one line. A model whose text could not be read again is refused. */
    String text(Model model);

    /** Creates a model with new weights from the JSON tree that Keras writes; messages begin with {@code where}. */
    Model read(JsonNode tree, String where);

    /** The same from the JSON text, whose weights may take as many bytes as {@link Model#fromJson(String)} allows. */
    Model read(String json, String where);

    /**
     * Creates a model with new weights from a JSON text.
     *
     * @param maxBytes the bytes that the weights may take
     * @param isTrusted whether the caller has chosen this limit for this text
     */
    Model parse(String json, long maxBytes, boolean isTrusted);
}
