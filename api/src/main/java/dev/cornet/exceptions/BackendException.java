package dev.cornet.exceptions;

/** A primitive of the backend was called with arrays that do not hold what was asked, or natives are missing. */
public final class BackendException extends CornetException {
    private static final long serialVersionUID = 1L;

    public BackendException(String message) {
        super(message);
    }

    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
