package dev.cornet.exceptions;

/** What a model should compute needs more memory than there is: a smaller batch, a smaller model or a larger heap (-Xmx) helps. */
public final class MemoryException extends CornetException {
    private static final long serialVersionUID = 1L;

    public MemoryException(String message) {
        super(message);
    }

    public MemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
