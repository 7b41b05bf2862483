package dev.cornet.blas;

import dev.cornet.backend.Backend;
import dev.cornet.backend.BackendProvider;
import dev.cornet.backend.Backends;

/** Provider of the OpenBLAS backend, found by {@link Backends} as a service. */
public final class OpenBlasProvider implements BackendProvider {
    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Backend open() {
        return new OpenBlasBackend(NativeLoader.load());
    }
}
