package dev.cornet.nn;

/** A layer as seen by the {@link Variable}s that it has created. */
public interface WeightOwner {
    /** Returns the name, the first part of {@link Variable#path}. */
    String name();

    /** Returns whether training changes the weights; false for a frozen layer. */
    boolean trainable();
}
