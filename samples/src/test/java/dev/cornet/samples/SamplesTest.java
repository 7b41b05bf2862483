package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every sample that brings its own data. */
final class SamplesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/cornet/samples");
    private static final Path TESTS = Path.of("src/test/java/dev/cornet/samples");

    @TempDir
    Path folder;

    private String run(String sample, String... jvmOptions) throws IOException, InterruptedException {
        return Programs.run(folder, "dev.cornet.samples." + sample, jvmOptions);
    }

    private static double figure(String before, String output) {
        Matcher figure =
                Pattern.compile(Pattern.quote(before) + " (\\d\\.\\d+)").matcher(output);
        assertTrue(figure.find(), "no \"" + before + "\" in:\n" + output);
        return Double.parseDouble(figure.group(1));
    }

    private BufferedImage picture(String file) throws IOException {
        return ImageIO.read(folder.resolve(file).toFile());
    }

    @Test
    void digitsCnnLearnsAndGivesTheSameFiguresOnAnyNumberOfThreads() throws Exception {
        String one = run("DigitsCnn", "-Dcornet.threads=1");
        byte[] figures = Files.readAllBytes(folder.resolve("digits.csv"));
        String three = run("DigitsCnn", "-Dcornet.threads=3");
        assertArrayEquals(figures, Files.readAllBytes(folder.resolve("digits.csv")));
        assertEquals(lastLines(one), lastLines(three));

        assertTrue(figure("test accuracy", one) >= 0.975, one);
        assertTrue(one.contains("the predictions are identical: true"), one);
        assertTrue(one.contains(": early stopping"), one);
        assertEquals(1240, picture("digits-curves.png").getWidth());
        assertTrue(picture("digits-mistakes.png").getHeight() > 100);
    }

    private static List<String> lastLines(String output) {
        List<String> lines = output.lines().toList();
        return lines.subList(lines.size() - 3, lines.size());
    }

    @Test
    void augmentedDigitsAreDrawnAndBetterLearnt() throws Exception {
        String output = run("AugmentedDigits");
        double plain = figure("mean of 5 trainings: as they are", output);
        double augmented =
                figure(String.format("as they are %.3f, augmented", plain), output.substring(output.indexOf("mean")));
        assertTrue(plain > 0.75 && augmented > plain + 0.005, output);
        assertTrue(picture("augmented-digits.png").getWidth() > 10 * 8);
    }

    @Test
    void saveAndReloadPredictsTheSame() throws Exception {
        String output = run("SaveAndReload");
        assertEquals(
                2,
                output.lines().filter(line -> line.endsWith("identical: true")).count(),
                output);
    }

    @Test
    void customLayerKeepsTheContractAndIsSaved() throws Exception {
        String output = run("CustomLayer");
        assertTrue(output.contains("its gradients are right"), output);
        assertTrue(output.contains("the predictions are identical: true"), output);
        assertTrue(figure("test accuracy", output) > 0.9, output);
    }

    @Test
    void tinyTestLearns() throws Exception {
        String output = run("TinyTest");
        assertTrue(figure("0 xor 0 =", output) < 0.1 && figure("1 xor 1 =", output) < 0.1, output);
        assertTrue(figure("0 xor 1 =", output) > 0.9 && figure("1 xor 0 =", output) > 0.9, output);
        assertTrue(figure("test accuracy", output) > 0.85, output);
    }

    @Test
    void eachSampleIsRunOrNeedsMnist() throws Exception {
        Set<String> expected = new TreeSet<>(List.of("MnistCnn", "MnistMlp", "MnistRecord"));
        for (String tests : List.of("SamplesTest.java", "CourseSamplesTest.java")) {
            Matcher run = Pattern.compile("run\\(\"(\\w+)\"").matcher(Files.readString(TESTS.resolve(tests)));
            while (run.find()) {
                expected.add(run.group(1));
            }
        }
        Set<String> programs = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("public static void main(")) {
                    programs.add(file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        assertFalse(programs.isEmpty());
        assertEquals(expected, programs);
    }
}
