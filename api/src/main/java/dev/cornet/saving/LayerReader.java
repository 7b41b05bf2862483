package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.nn.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reader of the layers of one tree, with the problems found so far. */
interface LayerReader {
    /** Reads a layer, which may be a nested model; a shared layer is read once. Null on errors. */
    @Nullable
    Layer layer(JsonNode record, String path);

    /** The problems found so far; parts of the reader add theirs. */
    List<String> problems();

    /** Whether there are neither problems nor unknown layers. */
    boolean hasNoProblems();

    /** True for a tree in Cornet's first format, the only one that counts the calls of nested models from 0 in output_layers too. */
    boolean countsFromZero();
}
