package dev.cornet.formats.keras;

import dev.cornet.formats.hdf5.Hdf5;
import java.io.IOException;

/** The parts of a model as Keras 3 saves it, in an archive or in a folder. */
interface KerasModelParts extends AutoCloseable {
    String CONFIG = "config.json";
    String WEIGHTS = "model.weights.h5";

    /** The tree of the model, as text. */
    String config() throws IOException;

    /** The weights. */
    Hdf5 weights() throws IOException;

    @Override
    void close() throws IOException;
}
