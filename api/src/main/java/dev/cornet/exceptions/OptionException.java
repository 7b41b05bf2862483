package dev.cornet.exceptions;

/** An option, a name or a string that Cornet does not know, or a value outside its range. */
public final class OptionException extends CornetException {
    private static final long serialVersionUID = 1L;

    private final String brief;

    public OptionException(String message) {
        this(message, message);
    }

    public OptionException(String message, Throwable cause) {
        super(message, cause);
        brief = message;
    }

    /** @param brief the message without its list of all names that are known, for where several names may be told */
    public OptionException(String message, String brief) {
        super(message);
        this.brief = brief;
    }

    /** The message without lists of names that are known. */
    public String brief() {
        return brief;
    }
}
