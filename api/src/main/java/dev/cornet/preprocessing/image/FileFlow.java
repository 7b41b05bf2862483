package dev.cornet.preprocessing.image;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Batches of images read from files: {@code generator.flowFromDirectory("train").targetSize(150, 150).batchSize(20)}.
 *
 * <p>The sub-folders of the folder are the classes, numbered in the order of their names. All files below them with the extension png, jpg,
 * jpeg, bmp, ppm, tif or tiff are read; hidden files and folders, whose names begin with a dot, are ignored. On first use the folder is
 * listed, and {@code Found N images belonging to K classes.} is printed. The headers of all files are then checked, so that the number of
 * batches is right; without {@code onUnreadable("skip")} this is done for at most 20,000 files.
 */
public final class FileFlow extends Flow<FileFlow> {
    /** The maximum number of files that are all checked on first use, which takes seconds; more files are checked when they are read. */
    private static final int MAX_CHECKED_FILES = 20_000;

    private static final List<String> CLASS_MODES = List.of("categorical", "binary", "sparse", "input", "none");

    private final @Nullable Path directory;
    private final List<Path> files;
    private final List<String> fileLabels;
    private int height = 256;
    private int width = 256;
    private ColorMode colorMode = ColorMode.RGB;
    private List<String> classes = List.of();
    private String classMode = "categorical";
    private Resampling interpolation = Resampling.NEAREST;
    private boolean keepAspectRatio;
    private boolean followLinks;
    private String onUnreadable = "fail";
    private double maxSkipped = 0.01;

    FileFlow(ImageDataGenerator generator, Path directory) {
        super(generator);
        ImageFiles.requireFolder(directory); // it is listed on first use, after all options are set
        this.directory = directory;
        this.files = List.of();
        this.fileLabels = List.of();
    }

    FileFlow(ImageDataGenerator generator, List<Path> files, List<String> labels) {
        super(generator);
        if (files.size() != labels.size()) {
            throw new DataException(files.size() + " files, but " + labels.size() + " labels: give one label per file");
        }
        this.directory = null;
        this.files = Arguments.nonNullElements(files, "flowFromFiles: files");
        this.fileLabels = Arguments.nonNullElements(labels, "flowFromFiles: labels");
    }

    /** The size to which images are resized; default 256 x 256. */
    public FileFlow targetSize(int height, int width) {
        if (height < 1 || width < 1) {
            throw new OptionException("flow: targetSize must be 1 or more, got " + height + " x " + width);
        }
        this.height = height;
        this.width = width;
        return resetSource();
    }

    /** {@code "rgb"} (the default), {@code "rgba"} or {@code "grayscale"}. */
    public FileFlow colorMode(String mode) {
        this.colorMode = ColorMode.of(mode);
        return resetSource();
    }

    /**
     * The names of the classes in the order of their labels. Only the sub-folders of these names are read; some of them may be missing.
     * Default: all sub-folders, in the order of their names.
     */
    public FileFlow classes(String... names) {
        List<String> checked = Arguments.nonNullElements(names, "flow: classes");
        if (new HashSet<>(checked).size() < checked.size()) {
            throw new OptionException("flow: classes " + checked + " names a class twice; each has one number");
        }
        this.classes = checked;
        return resetSource();
    }

    /**
     * The kind of targets: {@code "categorical"} one-hot labels (n, classes) (the default), {@code "sparse"} integer labels (n),
     * {@code "binary"} labels 0 and 1 (n), {@code "input"} the images themselves, {@code "none"} or null no targets.
     */
    public FileFlow classMode(@Nullable String name) {
        String mode = name == null ? "none" : name;
        if (!CLASS_MODES.contains(mode)) {
            throw new OptionException("flow: classMode \"" + mode + "\" is unknown; the modes are " + CLASS_MODES);
        }
        this.classMode = mode;
        return resetSource();
    }

    /** How images are resized: {@code "nearest"} (the default) or another filter of {@link Resampling}. */
    public FileFlow interpolation(String filter) {
        this.interpolation = Resampling.of(filter);
        return resetSource();
    }

    /** True to crop images to the aspect ratio of {@link #targetSize}, about their centre, instead of distorting them; default false. */
    public FileFlow keepAspectRatio(boolean on) {
        this.keepAspectRatio = on;
        return resetSource();
    }

    /** True to follow symbolic links to folders; default false. */
    public FileFlow followLinks(boolean on) {
        this.followLinks = on;
        return resetSource();
    }

    /**
     * What happens if a file cannot be read. {@code "fail"} (the default): an exception names the file. {@code "skip"}: the file is left
     * out together with its label, with a warning, and {@link #unreadable} lists it; more than {@link #maxSkipped} such files are an error.
     */
    public FileFlow onUnreadable(String policy) {
        UnreadableFilePolicy.of(policy, maxSkipped);
        this.onUnreadable = policy;
        return resetSource();
    }

    /** The fraction of the files that may be left out; default 0.01. One file may always be left out. */
    public FileFlow maxSkipped(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new OptionException("maxSkipped must lie between 0 and 1, got " + fraction);
        }
        this.maxSkipped = fraction;
        return resetSource();
    }

    /** The label of each class name. */
    public Map<String, Integer> classIndices() {
        Map<String, Integer> indices = new LinkedHashMap<>();
        for (String name : fileSource().files().classes()) {
            indices.put(name, indices.size());
        }
        return indices;
    }

    @Override
    public List<String> classNames() {
        return fileSource().files().classes();
    }

    /** The files in order, as {@code class/file}. */
    public List<String> filenames() {
        return fileSource().files().names();
    }

    /** The label of each file. */
    public int[] labels() {
        return fileSource().files().labels().stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The files that were left out so far because they could not be read. */
    public List<Path> unreadable() {
        return fileSource().unreadable().skipped();
    }

    private FileSource fileSource() {
        return (FileSource) source();
    }

    @Override
    SampleSource createSource() {
        ImageFiles listed =
                directory == null ? givenFiles() : ImageFiles.list(directory, classes, followLinks, this::subsetRange);
        UnreadableFilePolicy unreadable = UnreadableFilePolicy.of(onUnreadable, maxSkipped);
        ImageFiles checked =
                unreadable.skips() || listed.size() <= MAX_CHECKED_FILES ? unreadable.check(listed) : listed;
        Console.println("Found " + checked.size() + (directory == null ? " validated image filenames" : " images")
                + " belonging to " + checked.classes().size() + " classes.");
        if (checked.size() == 0) {
            throw new DataException(
                    "there are no images" + (directory == null ? "" : " in " + directory.toAbsolutePath())
                            + (subset() == null ? "" : " for the " + subset() + " subset")
                            + ". Images are taken from the sub-folders, one for each class; the endings are "
                            + new TreeSet<>(ImageDecoder.EXTENSIONS) + ".");
        }
        if (classMode.equals("binary") && checked.classes().size() != 2) {
            throw new DataException("classMode(\"binary\") needs two classes, but there are "
                    + checked.classes().size() + ": " + checked.classes()
                    + ". Name two of them by classes(…), or use \"categorical\" or \"sparse\".");
        }
        return new FileSource(checked, unreadable, height, width, colorMode, interpolation, keepAspectRatio, classMode);
    }

    private ImageFiles givenFiles() {
        List<String> names = classes.isEmpty() ? List.copyOf(new TreeSet<>(fileLabels)) : classes;
        int[] range = subsetRange(files.size());
        List<Integer> numbers = new ArrayList<>();
        for (int i = range[0]; i < range[1]; i++) {
            int number = names.indexOf(fileLabels.get(i));
            if (number < 0) {
                throw new DataException("file " + i + " (" + files.get(i) + ") has the label \"" + fileLabels.get(i)
                        + "\", which is not among the classes " + names);
            }
            numbers.add(number);
        }
        List<Path> paths = files.subList(range[0], range[1]);
        return new ImageFiles(paths, paths.stream().map(Path::toString).toList(), numbers, names);
    }
}
