package dev.cornet.backend;

/** A backend module's entry, found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** The name for {@code -Dcornet.backend=…}, as "openblas". */
    String name();

    /** Higher is asked first; plain Java counts as zero. */
    int priority();

    /** The backend, or an exception whose message says why it cannot work here and what to do about it. */
    Backend open();
}
