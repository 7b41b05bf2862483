/**
 * Tensors, layers' contract, models and training, losses, metrics, optimizers, data and saving.
 *
 * <p>Begin reading with {@link dev.cornet.models.Model} and {@link dev.cornet.nn.Layer}.
 */
@SuppressWarnings("module") // the modules of qualified exports and opens are compiled later
module dev.cornet.api {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive java.desktop;
    requires transitive org.jspecify; // its @Nullable is read by reflection: such an option may be null
    requires org.slf4j;

    exports dev.cornet;
    exports dev.cornet.activations;
    exports dev.cornet.backend;
    exports dev.cornet.config;
    exports dev.cornet.console;
    exports dev.cornet.constraints;
    exports dev.cornet.data;
    exports dev.cornet.datasets;
    exports dev.cornet.exceptions;
    exports dev.cornet.initializers;
    exports dev.cornet.losses;
    exports dev.cornet.metrics;
    exports dev.cornet.models;
    exports dev.cornet.nn;
    exports dev.cornet.optimizers;
    exports dev.cornet.optimizers.schedules;
    exports dev.cornet.preprocessing.image;
    exports dev.cornet.preprocessing.text;
    exports dev.cornet.random;
    exports dev.cornet.regularizers;
    exports dev.cornet.tensor;

    // internal packages that Cornet's other modules use
    exports dev.cornet.data.cache to
            dev.cornet.applications;
    exports dev.cornet.file to
            dev.cornet.callbacks,
            dev.cornet.formats;
    exports dev.cornet.graph to
            dev.cornet.applications,
            dev.cornet.layers;
    exports dev.cornet.graph.plan to
            dev.cornet.applications;

    // LayerContract checks that a pass writes no field
    opens dev.cornet.nn to
            dev.cornet.testing;

    uses dev.cornet.backend.BackendProvider;
    uses dev.cornet.config.ComponentProvider;
    uses dev.cornet.models.ArchitectureFormat;
    uses dev.cornet.models.ModelFormat;
    uses dev.cornet.models.ModelStorage;
    uses org.slf4j.spi.SLF4JServiceProvider;

    provides dev.cornet.config.ComponentProvider with
            dev.cornet.ApiComponents;
    provides dev.cornet.models.ArchitectureFormat with
            dev.cornet.saving.KerasArchitecture;
    provides dev.cornet.models.ModelFormat with
            dev.cornet.saving.CornetFormat;
    provides dev.cornet.models.ModelStorage with
            dev.cornet.saving.FileStorage;
}
