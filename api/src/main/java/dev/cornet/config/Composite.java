package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A unit that is more than its options and has a record of its own form: a model, which is a layer and holds layers. */
public interface Composite extends Configurable {
    /** The record, with all that the unit holds. */
    ObjectNode record();

    /** Reads such records; a {@link ComponentProvider} announces it. */
    interface Reader {
        /** True for a record of the form that this reader knows. */
        boolean reads(JsonNode record);

        /** The unit of a record; null where something is wrong, which is added to {@code problems} with its place. */
        @Nullable
        Configurable read(JsonNode record, String path, List<String> problems);
    }
}
