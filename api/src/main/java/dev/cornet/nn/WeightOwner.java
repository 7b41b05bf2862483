package dev.cornet.nn;

/** The layer that has created a {@link Variable}, as the variable sees it. */
public interface WeightOwner {
    /** Returns the name, the first part of {@link Variable#path}. */
    String name();

    /** Returns the simple class name. */
    String typeName();

    /** Returns whether training changes the weights; false for a frozen layer. */
    boolean trainable();
}
