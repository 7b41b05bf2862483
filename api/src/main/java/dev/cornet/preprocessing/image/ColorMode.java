package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;

/** The colour channels that an image is converted to. */
public enum ColorMode {
    /** One channel: 0.299·red + 0.587·green + 0.114·blue, as Pillow rounds it. */
    GRAYSCALE(1),
    /** Red, green, blue; transparency is dropped. */
    RGB(3),
    /** Red, green, blue and alpha (opacity). */
    RGBA(4);

    private final int channels;

    ColorMode(int channels) {
        this.channels = channels;
    }

    public int channels() {
        return channels;
    }

    /** The mode of a Keras string: {@code "grayscale"}, {@code "rgb"}, {@code "rgba"}. */
    public static ColorMode of(String name) {
        return switch (name) {
            case "grayscale" -> GRAYSCALE;
            case "rgb" -> RGB;
            case "rgba" -> RGBA;
            default ->
                throw new OptionException(
                        "colorMode \"" + name + "\" is unknown; the modes are \"grayscale\", \"rgb\", \"rgba\"");
        };
    }
}
