package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A component whose record holds more than a class name and options: a model, which is a layer that contains layers. */
public interface Composite extends Configurable {
    /** The record, with the records of all contained components. */
    ObjectNode record();

    /** Reader of the records of one kind of composite; announced by a {@link ComponentProvider}. */
    interface Reader {
        /** True if this reader understands the record. */
        boolean reads(JsonNode record);

        /** Returns the component of a record, or null after adding each error, with its path, to {@code problems}. */
        @Nullable
        Configurable read(JsonNode record, String path, List<String> problems);
    }
}
