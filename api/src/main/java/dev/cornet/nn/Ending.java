package dev.cornet.nn;

import dev.cornet.backend.Epilogue;

/** A layer that does nothing but what a kernel before it could do at its end, as relu does. */
public interface Ending {
    /** What the kernel would do; LINEAR where there is no such thing. */
    Epilogue ending();
}
