/**
 * Contract tests and gradient checks for custom layers, losses and backends.
 *
 * <p>Begin reading with {@link dev.cornet.testing.LayerContract}.
 */
module dev.cornet.testing {
    requires transitive dev.cornet.api;

    exports dev.cornet.testing;
}
