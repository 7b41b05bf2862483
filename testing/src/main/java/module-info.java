/**
 * Contract tests and gradient checks for custom classes of all kinds.
 *
 * <p>Begin reading with {@link dev.cornet.testing.LayerContract}.
 */
module dev.cornet.testing {
    requires transitive dev.cornet.api;

    exports dev.cornet.testing;
}
