package dev.cornet.backend;

/** The service interface by which {@link java.util.ServiceLoader} finds the backend of a module. */
public interface BackendProvider {
    /** Returns the name for {@code -Dcornet.backend=…}, such as "openblas". */
    String name();

    /** Returns the priority: the provider with the highest priority is tried first. Plain Java has priority 0. */
    int priority();

    /** Returns the backend; throws an exception whose message says why it does not work on this computer and what to do about it. */
    Backend open();
}
