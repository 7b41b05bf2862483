package dev.cornet.error;

/** Anything that Cornet refuses: the message says where, what was expected, what came, and the mend. */
public class CornetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CornetException(String message) {
        super(message);
    }

    public CornetException(String message, Throwable cause) {
        super(message, cause);
    }
}
