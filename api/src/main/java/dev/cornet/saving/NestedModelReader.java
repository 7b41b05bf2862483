package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.Composite;
import dev.cornet.config.Configurable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reader of models that are options of layers, such as the model in {@code new TimeDistributed(new Sequential(…))}. */
public final class NestedModelReader implements Composite.Reader {
    @Override
    public boolean reads(JsonNode record) {
        return !ClassRecord.isUserClass(record)
                && ModelReader.isModel(record.path("class_name").asText());
    }

    @Override
    public @Nullable Configurable read(JsonNode record, String path, List<String> problems) {
        return ModelReader.readNested(record, path, problems);
    }
}
