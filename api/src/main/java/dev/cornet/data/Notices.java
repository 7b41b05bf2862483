package dev.cornet.data;

import java.io.PrintStream;

/**
 * Where sources of data tell what they found ({@code Found 2000 images belonging to 2 classes.}) and how far a download is: the standard
 * output, as in Keras, or a stream of the user's.
 */
public final class Notices {
    private static volatile PrintStream stream = System.out;

    private Notices() {}

    /** Sends notices to another stream; {@code PrintStream(OutputStream.nullOutputStream())} silences them. */
    public static void to(PrintStream out) {
        stream = out;
    }

    /** The stream in use. */
    public static PrintStream out() {
        return stream;
    }
}
