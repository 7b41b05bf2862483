package dev.cornet.nn;

import dev.cornet.backend.Epilogue;

/** A layer that does nothing except what an {@link Epilogue} of the preceding layer could do, as a ReLU layer. */
public interface Ending {
    /** Returns the epilogue that has the same effect as this layer; {@link Epilogue#LINEAR} if there is none. */
    Epilogue ending();
}
