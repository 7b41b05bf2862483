package dev.cornet.applications;

import dev.cornet.console.Console;
import dev.cornet.data.cache.FileCache;
import dev.cornet.data.cache.RemoteFile;
import dev.cornet.exceptions.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of ImageNet weights published by Keras. It is looked up in Keras' folder ({@code ~/.keras/models}, or below {@code
 * KERAS_HOME}) and in the cache, else downloaded.
 *
 * <p>Keras lists no checksums for the files of MobileNet and MobileNetV2, and downloads them unchecked. Here those of the default networks
 * (alpha 1, side 224) are known; the others are not downloaded, because nothing could tell a wrong file from the right one, but are used
 * where they have been put.
 *
 * @param file the file's name, length, MD5 and URL
 * @param checked false if no checksum is known; such a file is used if it exists, but not downloaded
 */
record WeightFile(RemoteFile file, boolean checked) {
    private static final String BASE = "https://storage.googleapis.com/tensorflow/keras-applications/";

    static WeightFile of(String family, String name, long bytes, String md5) {
        return new WeightFile(new RemoteFile(name, bytes, md5, null, List.of(BASE + family + "/" + name)), true);
    }

    /** A file of which only the MD5 is published, not the length. */
    static WeightFile of(String family, String name, String md5) {
        return of(family, name, RemoteFile.UNKNOWN_LENGTH, md5);
    }

    /** A file {@code name} of which only the MD5 is published, under another name. */
    static WeightFile of(String family, String published, String name, String md5) {
        List<String> mirrors = List.of(BASE + family + "/" + published);
        return new WeightFile(new RemoteFile(name, RemoteFile.UNKNOWN_LENGTH, md5, null, mirrors), true);
    }

    /** The file of a network's weights, with the top or without, of which only the MD5 is published. */
    static WeightFile of(String family, String network, boolean top, String md5WithTop, String md5WithoutTop) {
        String name = network + "_weights_tf_dim_ordering_tf_kernels" + (top ? ".h5" : "_notop.h5");
        return of(family, name, top ? md5WithTop : md5WithoutTop);
    }

    /** This file, with its length in bytes. */
    WeightFile withLength(long bytes) {
        return new WeightFile(new RemoteFile(file.name(), bytes, file.digest(), null, file.mirrors()), checked);
    }

    static WeightFile unchecked(String family, String name) {
        return new WeightFile(
                new RemoteFile(name, RemoteFile.UNKNOWN_LENGTH, "", null, List.of(BASE + family + "/" + name)), false);
    }

    /**
     * Keras' folder of models, below the system property {@code keras.home}, the environment variable {@code KERAS_HOME}, or {@code
     * ~/.keras}.
     */
    static Path kerasModels() {
        String home = System.getProperty("keras.home", System.getenv("KERAS_HOME"));
        Path folder = home == null || home.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".keras")
                : Path.of(home);
        return folder.resolve("models");
    }

    /** Finds or downloads the file; returns its path. */
    Path find() {
        FileCache cache = FileCache.of("models");
        for (Path folder : checked ? List.of(kerasModels()) : List.of(kerasModels(), cache.folder())) {
            Path path = folder.resolve(file.name());
            if (Files.isRegularFile(path) && isWhole(path)) {
                return path;
            }
        }
        if (!checked) {
            throw new DataException("no checksum of " + file.name()
                    + " is known, so it is not fetched.\nFetch it yourself from "
                    + file.mirrors().get(0) + "\nand put it into " + kerasModels() + " or " + cache.folder() + ".");
        }
        try {
            return cache.get(List.of(file)).get(0);
        } catch (DataException e) {
            throw new DataException(e.getMessage() + "\nor where Keras keeps them, into " + kerasModels() + ".", e);
        }
    }

    private boolean isWhole(Path path) {
        try {
            if (!checked || file.matches(path)) {
                return true;
            }
        } catch (IOException e) {
            throw new DataException("cannot read " + path + ": " + e, e);
        }
        Console.warn(path + " is not used: it is not the file " + file.describe());
        return false;
    }
}
