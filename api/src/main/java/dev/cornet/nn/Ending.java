package dev.cornet.nn;

import dev.cornet.backend.Epilogue;

/** A layer without weights, such as ReLU, that an {@link Epilogue} of the preceding layer can replace. */
public interface Ending {
    /** Returns the epilogue that has the same effect as this layer; {@link Epilogue#LINEAR} if there is none. */
    Epilogue ending();
}
