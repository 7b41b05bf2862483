/** Known networks with their ImageNet weights, and class activation maps. */
@SuppressWarnings("module") // dev.cornet.testing is compiled later or not at all
module dev.cornet.applications {
    requires transitive dev.cornet.api;
    requires dev.cornet.layers;

    exports dev.cornet.applications;

    opens dev.cornet.applications to
            dev.cornet.api,
            dev.cornet.testing;

    provides dev.cornet.config.ComponentProvider with
            dev.cornet.applications.ApplicationsComponents;
}
