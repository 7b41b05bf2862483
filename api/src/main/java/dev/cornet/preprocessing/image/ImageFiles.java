package dev.cornet.preprocessing.image;

import dev.cornet.console.Console;
import dev.cornet.exceptions.DataException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A list of image files with their labels.
 *
 * @param paths the files
 * @param names their names for messages, {@code class/file}, with slashes
 * @param labels the label of each file, an index into {@code classes}
 * @param classes the class names
 */
record ImageFiles(List<Path> paths, List<String> names, List<Integer> labels, List<String> classes) {
    static void requireFolder(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new DataException((Files.exists(directory) ? "this is a file, not a folder: " : "there is no folder ")
                    + directory.toAbsolutePath()
                    + ". Name one with a sub-folder of images for each class.");
        }
    }

    /**
     * Lists the images below the sub-folders of a folder, sorted by class, then by folder, then by name, as Keras does.
     *
     * @param classNames the sub-folders to read; empty for all
     * @param subset given the number of files of a class, returns the range [from, to) of files to take
     */
    static ImageFiles list(Path directory, List<String> classNames, boolean followLinks, IntFunction<int[]> subset) {
        try {
            List<String> classes = classNames.isEmpty() ? subFolders(directory) : classNames;
            if (!classes.isEmpty() && classes.stream().noneMatch(name -> Files.isDirectory(directory.resolve(name)))) {
                throw new DataException("the class \"" + classes.get(0) + "\" has no folder in " + directory);
            }
            List<Path> paths = new ArrayList<>();
            List<String> names = new ArrayList<>();
            List<Integer> labels = new ArrayList<>();
            for (int label = 0; label < classes.size(); label++) {
                Path folder = directory.resolve(classes.get(label));
                if (!Files.isDirectory(folder)) {
                    Console.warn("the class \"" + classes.get(label) + "\" has no folder in " + directory
                            + ", and so no images");
                    continue;
                }
                List<Path> files = imageFilesBelow(folder, followLinks);
                int[] range = subset.apply(files.size());
                for (Path file : files.subList(range[0], range[1])) {
                    paths.add(folder.resolve(file));
                    names.add(classes.get(label) + "/" + file.toString().replace('\\', '/'));
                    labels.add(label);
                }
            }
            return new ImageFiles(paths, names, labels, classes);
        } catch (IOException e) {
            throw new DataException("cannot list the folder " + directory + ": " + e, e);
        }
    }

    private static List<String> subFolders(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> !isHidden(folder))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The image files below a folder, relative to it. */
    private static List<Path> imageFilesBelow(Path folder, boolean followLinks) throws IOException {
        Path root = folder.toRealPath();
        List<Path> found = new ArrayList<>();
        Set<FileVisitOption> options =
                followLinks ? EnumSet.of(FileVisitOption.FOLLOW_LINKS) : EnumSet.noneOf(FileVisitOption.class);
        Files.walkFileTree(root, options, Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                return isHidden(inner) && !inner.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (ImageDecoder.hasImageExtension(file) && !isHidden(file) && !Files.isDirectory(file)) {
                    found.add(root.relativize(file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof FileSystemLoopException) { // a link to a parent folder, which is being listed already
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        found.sort(Comparator.comparing((Path file) -> parent(file)).thenComparing(file -> name(file)));
        return found;
    }

    /** True for names such as {@code .ipynb_checkpoints}, or {@code ._cat.png}, which macOS creates. */
    private static boolean isHidden(Path file) {
        return name(file).startsWith(".");
    }

    private static String parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? "" : parent.toString();
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** Returns this list without the files at some indices. */
    ImageFiles without(Set<Integer> removed) {
        List<Path> paths = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            if (!removed.contains(i)) {
                paths.add(this.paths.get(i));
                names.add(this.names.get(i));
                labels.add(this.labels.get(i));
            }
        }
        return new ImageFiles(paths, names, labels, classes);
    }

    int size() {
        return paths.size();
    }
}
