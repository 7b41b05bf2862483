import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program behind run.cmd for Windows, equivalent to the script run: lists the samples, or builds and runs one.
 * It uses only the library of Java 11, so that an older JVM can report that it is too old.
 */
final class Run {
    private static final Path ROOT =
            Path.of(System.getProperty("cornet.samples")).toAbsolutePath().normalize().getParent();
    private static final Path SOURCES = ROOT.resolve("samples/src/main/java/dev/cornet/samples");
    private static final Path OUT = ROOT.resolve("samples/target/quick"); // the output folder of -Dcornet.quick
    private static final Path STAMP = OUT.resolve("stamp"); // its time is the start of the last successful build
    private static final Path CLASSPATH = OUT.resolve("classpath");
    private static final Pattern JAVADOC =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public (?:final )?(?:class|record)", Pattern.DOTALL);

    private static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            System.exit(run(args));
        } catch (Refused refused) {
            System.err.println("samples\\run: " + refused.getMessage());
            System.exit(1);
        }
    }

    private static int run(String[] args) throws IOException, InterruptedException, Refused {
        if (args.length == 0) {
            System.out.println("Usage: samples\\run Name [arguments...]\n" + list());
            return 0;
        }
        if (!names().contains(args[0])) {
            throw new Refused("there is no sample " + args[0] + ". The samples are:\n" + list());
        }
        if (Runtime.version().feature() < 17) {
            throw new Refused("Java " + Runtime.version().feature()
                    + " is too old. Install a JDK 17 or newer and put it on the PATH, or set JAVA_HOME to it.");
        }
        if (!upToDate()) {
            build();
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", OUT.resolve("classes") + File.pathSeparator + Files.readString(CLASSPATH)));
        command.add("dev.cornet.samples." + args[0]);
        command.addAll(Arrays.asList(args).subList(1, args.length));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.sorted().collect(Collectors.toList())) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java") && Files.readString(file).contains("public static void main(")) {
                    names.add(name.substring(0, name.length() - ".java".length()));
                }
            }
        }
        return names;
    }

    private static String list() throws IOException {
        StringBuilder list = new StringBuilder();
        for (String name : names()) {
            String source = Files.readString(SOURCES.resolve(name + ".java"));
            list.append(String.format("  %-18s %s%n", name, firstSentence(source)));
        }
        return list.toString().stripTrailing();
    }

    private static String firstSentence(String source) {
        Matcher javadoc = JAVADOC.matcher(source);
        if (!javadoc.find()) {
            return "";
        }
        String text = javadoc.group(1)
                .replaceAll("(?m)^\\s*\\*?\\s*", " ")
                .replaceAll("<[^>]*>", "")
                .replaceAll("\\{@\\w+ ([^}]*)}", "$1")
                .replaceAll("\\s+", " ")
                .strip();
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private static boolean upToDate() throws IOException {
        if (!Files.exists(STAMP) || !resolved()) {
            return false;
        }
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(Files::isDirectory).collect(Collectors.toList())) {
                if (newer(module.resolve("pom.xml")) || newer(module.resolve("src/main"))) {
                    return false;
                }
            }
        }
        return !newer(ROOT.resolve("pom.xml"));
    }

    private static boolean newer(Path path) throws IOException {
        if (!Files.exists(path)) {
            return false;
        }
        FileTime built = Files.getLastModifiedTime(STAMP);
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the class path is known and each of its parts is still there. */
    private static boolean resolved() throws IOException {
        return Files.exists(CLASSPATH)
                && Stream.of(Files.readString(CLASSPATH).split(File.pathSeparator))
                        .allMatch(part -> Files.exists(Path.of(part)));
    }

    private static void build() throws IOException, InterruptedException, Refused {
        if (!Files.isDirectory(Path.of(System.getProperty("user.home"), ".m2/repository/org/bytedeco/openblas"))) {
            System.out.println("Building Cornet (first run downloads about 60 MB of libraries and Maven plugins) ...");
        }
        FileTime start = FileTime.from(Instant.now());
        boolean windows = File.separatorChar == '\\';
        List<String> command = new ArrayList<>(windows ? List.of("cmd", "/c", "mvn.cmd") : List.of("mvn"));
        command.addAll(List.of("-q", "-B", "-Dstyle.color=never", "-T1C", "-Dcornet.quick"));
        command.addAll(List.of("-pl", "samples", "-am", "process-classes"));
        ProcessBuilder maven = new ProcessBuilder(command).directory(ROOT.toFile()).inheritIO();
        // Short runs: quick start first. Newer JVMs warn about what Maven's own libraries do.
        String options =
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+IgnoreUnrecognizedVMOptions -Djansi.noreset=true ";
        if (Runtime.version().feature() >= 24) {
            options += "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ";
        }
        maven.environment().merge("MAVEN_OPTS", options, (own, ours) -> ours + own);
        maven.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        int status;
        try {
            status = maven.start().waitFor();
        } catch (IOException missing) {
            throw new Refused("Maven (mvn) was not found. Install Maven 3.8 or newer and put it on the PATH.");
        }
        if (status != 0) {
            throw new Refused("the build failed; the lines above say why. (It needs Maven 3.8 or newer on the PATH.)");
        }
        Files.writeString(STAMP, "");
        Files.setLastModifiedTime(STAMP, start);
    }
}
