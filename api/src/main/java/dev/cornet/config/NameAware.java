package dev.cornet.config;

/** A component whose options depend on the name by which it was requested, as the regularizer "l1l2". */
public interface NameAware {
    /** Called on a new component with the name by which it was requested. */
    void requestedAs(String name);
}
