package dev.cornet.nn;

/** A layer that can compute only the leading part of its output, given by {@link Pass#croppedOutput}, if no other layer reads the rest. */
public interface PartMaker {
    /** Returns whether the options of the layer allow this. */
    boolean makesParts();
}
