package dev.cornet.blas;

import dev.cornet.backend.Backend;
import dev.cornet.backend.BackendProvider;
import dev.cornet.backend.Backends;

/** Offers OpenBLAS to {@link Backends}. */
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
