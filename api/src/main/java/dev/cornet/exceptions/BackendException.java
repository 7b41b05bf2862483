package dev.cornet.exceptions;

/** Thrown if a kernel of the backend is called with arrays that are too short for its sizes, or a native library is missing. */
public final class BackendException extends CornetException {
    private static final long serialVersionUID = 1L;

    public BackendException(String message) {
        super(message);
    }

    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    BackendException withMessage(String message) {
        return new BackendException(message, this);
    }
}
