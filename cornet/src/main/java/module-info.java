/** All of Cornet: an application that requires this module can use every other one, except that of tests. */
module dev.cornet {
    requires transitive dev.cornet.api;
    requires transitive dev.cornet.applications;
    requires transitive dev.cornet.blas;
    requires transitive dev.cornet.callbacks;
    requires transitive dev.cornet.formats;
    requires transitive dev.cornet.layers;
}
