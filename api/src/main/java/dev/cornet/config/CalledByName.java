package dev.cornet.config;

/** A unit whose options depend on the name that it was asked for by, where Keras takes names. */
public interface CalledByName {
    /** Tells a new unit the name. */
    void calledBy(String name);
}
