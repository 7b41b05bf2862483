package dev.cornet.exceptions;

/** Thrown if a computation needs more memory than the Java heap has. A smaller batch, a smaller model or a larger heap (-Xmx) helps. */
public final class MemoryException extends CornetException {
    private static final long serialVersionUID = 1L;

    public MemoryException(String message) {
        super(message);
    }

    public MemoryException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    MemoryException withMessage(String message) {
        return new MemoryException(message, this);
    }
}
