package dev.cornet.samples;

/** Prints the arguments: a sample to try {@code samples/run} with. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("Hello from Java " + Runtime.version().feature() + " " + String.join(" ", args));
    }
}
