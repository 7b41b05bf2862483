package dev.cornet.nn;

/** A layer that can make the leading part of its output alone, as {@link Pass#part} tells, where nobody reads the rest. */
public interface PartMaker {
    /** True when its options allow it. */
    boolean makesParts();
}
