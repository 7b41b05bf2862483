/**
 * Contract tests and gradient checks for layers, losses and backends of one's own.
 *
 * <p>Begin reading with {@link dev.cornet.testing.LayerContract}.
 */
module dev.cornet.testing {
    requires transitive dev.cornet.api;

    exports dev.cornet.testing;
}
