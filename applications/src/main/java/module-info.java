/** Known networks with their ImageNet weights, and class activation maps. */
module dev.cornet.applications {
    requires transitive dev.cornet.api;
    requires dev.cornet.layers;

    exports dev.cornet.applications;
}
