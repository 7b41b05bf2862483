/** Keras' layers. */
@SuppressWarnings("module") // dev.cornet.testing is compiled later or not at all
module dev.cornet.layers {
    requires transitive dev.cornet.api;

    exports dev.cornet.layers;

    opens dev.cornet.layers to
            dev.cornet.api,
            dev.cornet.testing;

    provides dev.cornet.config.ComponentProvider with
            dev.cornet.layers.LayersComponents;
}
