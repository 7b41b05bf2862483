package dev.cornet.nn;

/** The part of a layer that the {@link Variable}s created by it know. */
public interface WeightOwner {
    /** Returns the name, the first part of {@link Variable#path}. */
    String name();

    /** Returns whether training changes the weights; false for a frozen layer. */
    boolean trainable();
}
