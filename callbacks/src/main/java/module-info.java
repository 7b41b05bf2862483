/** Callbacks of training: early stopping, checkpoints, logs and learning rate schedules. */
module dev.cornet.callbacks {
    requires transitive dev.cornet.api;

    exports dev.cornet.callbacks;
}
