package dev.cornet.formats.keras;

import dev.cornet.formats.hdf5.Hdf5;
import java.io.IOException;

/** The two parts of a model saved by Keras 3, in a zip archive or in a folder. */
interface KerasModelParts extends AutoCloseable {
    String CONFIG = "config.json";
    String WEIGHTS = "model.weights.h5";

    /** The architecture and compile arguments, as JSON text. */
    String config() throws IOException;

    /** The open file of weights. */
    Hdf5 weights() throws IOException;

    @Override
    void close() throws IOException;
}
