package dev.cornet.backend;

/** The service interface by which {@link java.util.ServiceLoader} finds the backend of a module. */
public interface BackendProvider {
    /** Returns the name for {@code -Dcornet.backend=…}, such as "openblas". */
    String name();

    /** Returns the priority: the provider with the highest one is tried first. That of plain Java is 0. */
    int priority();

    /** Returns the backend; throws an exception whose message says why it does not work on this computer and what to do about it. */
    Backend open();
}
