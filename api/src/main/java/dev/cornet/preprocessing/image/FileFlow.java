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
 * Batches of images from files: {@code generator.flowFromDirectory("train").targetSize(150, 150).batchSize(20)}.
 *
 * <p>The sub-folders of the folder are the classes, numbered in the order of their names; files that end in png, jpg, jpeg, bmp, ppm, tif
 * or tiff count, however deep they lie; hidden files and folders, whose names begin with a point, do not. The folder is listed when the flow is first asked for something, and
 * {@code Found N images belonging to K classes.} is printed. The headers of all files are checked then (up to 20,000 files; with
 * {@code onUnreadable("skip")} always, so that the number of batches is right).
 */
public final class FileFlow extends Flow<FileFlow> {
    /** Files whose headers are checked before the start, which takes seconds; more are checked as they are read. */
    private static final int CHECKED = 20_000;

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
        ImageFiles.requireFolder(directory); // what is in it is read when it is first asked for, after the options
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
        this.files = Arguments.all(files, "flowFromFiles: files");
        this.fileLabels = Arguments.all(labels, "flowFromFiles: labels");
    }

    /** The size that images are brought to; 256 x 256. */
    public FileFlow targetSize(int height, int width) {
        if (height < 1 || width < 1) {
            throw new OptionException("flow: targetSize must be 1 or more, got " + height + " x " + width);
        }
        this.height = height;
        this.width = width;
        return changed();
    }

    /** {@code "rgb"} (the default), {@code "rgba"} or {@code "grayscale"}. */
    public FileFlow colorMode(String mode) {
        colorMode = ColorMode.of(mode);
        return changed();
    }

    /** The classes, by their numbers: only these sub-folders are read, of which some may be missing. Without: all, in the order of their names. */
    public FileFlow classes(String... names) {
        List<String> given = Arguments.all(names, "flow: classes");
        if (new HashSet<>(given).size() < given.size()) {
            throw new OptionException("flow: classes " + given + " names a class twice; each has one number");
        }
        classes = given;
        return changed();
    }

    /**
     * The targets: {@code "categorical"} (n, classes) with a one at the class, {@code "sparse"} (n) class numbers, {@code "binary"} (n)
     * zeros and ones, {@code "input"} the images themselves, {@code "none"} or null no targets.
     */
    public FileFlow classMode(@Nullable String name) {
        String mode = name == null ? "none" : name;
        if (!CLASS_MODES.contains(mode)) {
            throw new OptionException("flow: classMode \"" + mode + "\" is unknown; the modes are " + CLASS_MODES);
        }
        classMode = mode;
        return changed();
    }

    /** How images are resized: {@code "nearest"} (the default), {@code "bilinear"}, {@code "bicubic"}, {@code "box"}, … */
    public FileFlow interpolation(String filter) {
        interpolation = Resampling.of(filter);
        return changed();
    }

    /** True to cut the largest part of the right proportions out of the middle instead of distorting; false. */
    public FileFlow keepAspectRatio(boolean on) {
        keepAspectRatio = on;
        return changed();
    }

    /** True to go into linked folders too; false. */
    public FileFlow followLinks(boolean on) {
        followLinks = on;
        return changed();
    }

    /**
     * {@code "fail"} (the default): a file that cannot be read ends the run with its name. {@code "skip"}: it is left out with its label,
     * named in the log and in {@link #unreadable}, until more than {@link #maxSkipped} are.
     */
    public FileFlow onUnreadable(String what) {
        UnreadableFilePolicy.of(what, maxSkipped);
        onUnreadable = what;
        return changed();
    }

    /** The fraction of the files that may be left out; 0.01. One file always may. */
    public FileFlow maxSkipped(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new OptionException("maxSkipped must lie between 0 and 1, got " + fraction);
        }
        maxSkipped = fraction;
        return changed();
    }

    /** The number of each class. */
    public Map<String, Integer> classIndices() {
        Map<String, Integer> indices = new LinkedHashMap<>();
        for (String name : listed().files().classes()) {
            indices.put(name, indices.size());
        }
        return indices;
    }

    @Override
    public List<String> classNames() {
        return listed().files().classes();
    }

    /** The files in order, as {@code class/file}. */
    public List<String> filenames() {
        return listed().files().names();
    }

    /** The class number of each file. */
    public int[] labels() {
        return listed().files().labels().stream().mapToInt(Integer::intValue).toArray();
    }

    /** The files left out so far. */
    public List<Path> unreadable() {
        return listed().unreadable().skipped();
    }

    private FileSource listed() {
        return (FileSource) source();
    }

    @Override
    SampleSource open() {
        ImageFiles found =
                directory == null ? fromList() : ImageFiles.list(directory, classes, followLinks, this::range);
        UnreadableFilePolicy unreadable = UnreadableFilePolicy.of(onUnreadable, maxSkipped);
        ImageFiles sound = unreadable.skips() || found.size() <= CHECKED ? unreadable.check(found) : found;
        Console.println("Found " + sound.size() + (directory == null ? " validated image filenames" : " images")
                + " belonging to " + sound.classes().size() + " classes.");
        if (sound.size() == 0) {
            throw new DataException(
                    "there are no images" + (directory == null ? "" : " in " + directory.toAbsolutePath())
                            + (subset() == null ? "" : " for the " + subset() + " subset")
                            + ". Images are taken from the sub-folders, one for each class; the endings are "
                            + new TreeSet<>(ImageDecoder.ENDINGS) + ".");
        }
        if (classMode.equals("binary") && sound.classes().size() != 2) {
            throw new DataException("classMode(\"binary\") needs two classes, but there are "
                    + sound.classes().size() + ": " + sound.classes()
                    + ". Name two of them by classes(…), or use \"categorical\" or \"sparse\".");
        }
        return new FileSource(sound, unreadable, height, width, colorMode, interpolation, keepAspectRatio, classMode);
    }

    private ImageFiles fromList() {
        List<String> names = classes.isEmpty() ? List.copyOf(new TreeSet<>(fileLabels)) : classes;
        int[] range = range(files.size());
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
