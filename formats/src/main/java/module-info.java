/**
 * Readers of the files that Keras saves. They are found as services by {@link dev.cornet.models.Model#load} and
 * {@link dev.cornet.models.Model#loadWeights}, so no package is exported.
 */
module dev.cornet.formats {
    requires dev.cornet.api;

    provides dev.cornet.models.ModelFormat with
            dev.cornet.formats.keras.KerasFormat;
}
