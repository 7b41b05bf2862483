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

/** Runs the samples that need no downloaded data. */
final class SamplesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/cornet/samples");
    private static final Path TESTS = Path.of("src/test/java/dev/cornet/samples");

    @TempDir
    Path folder;

    private String run(String sample, String... jvmOptions) throws IOException, InterruptedException {
        return Programs.run(folder, "dev.cornet.samples." + sample, jvmOptions);
    }

    private static double numberAfter(String before, String output) {
        Matcher matcher =
                Pattern.compile(Pattern.quote(before) + " (\\d\\.\\d+)").matcher(output);
        assertTrue(matcher.find(), "no \"" + before + "\" in:\n" + output);
        return Double.parseDouble(matcher.group(1));
    }

    private BufferedImage picture(String file) throws IOException {
        return ImageIO.read(folder.resolve(file).toFile());
    }

    @Test
    void digitsCnnLearnsAndGivesTheSameResultsOnAnyNumberOfThreads() throws Exception {
        String one = run("DigitsCnn", "-Dcornet.threads=1");
        byte[] log = Files.readAllBytes(folder.resolve("digits.csv"));
        String three = run("DigitsCnn", "-Dcornet.threads=3");
        assertArrayEquals(log, Files.readAllBytes(folder.resolve("digits.csv")));
        assertEquals(lastLines(one), lastLines(three));

        assertTrue(numberAfter("test accuracy", one) >= 0.975, one);
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
    void augmentedDigitsAreDrawnAndImproveAccuracy() throws Exception {
        String output = run("AugmentedDigits");
        double plain = numberAfter("mean of 5 trainings: unchanged", output);
        double augmented = numberAfter(
                String.format("unchanged %.3f, augmented", plain), output.substring(output.indexOf("mean")));
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
    void customLayerPassesTheContractTestAndIsSaved() throws Exception {
        String output = run("CustomLayer");
        assertTrue(output.contains("its gradients are right"), output);
        assertTrue(output.contains("the predictions are identical: true"), output);
        assertTrue(numberAfter("test accuracy", output) > 0.9, output);
    }

    @Test
    void tinyTestLearns() throws Exception {
        String output = run("TinyTest");
        assertTrue(numberAfter("0 xor 0 =", output) < 0.1 && numberAfter("1 xor 1 =", output) < 0.1, output);
        assertTrue(numberAfter("0 xor 1 =", output) > 0.9 && numberAfter("1 xor 0 =", output) > 0.9, output);
        assertTrue(numberAfter("test accuracy", output) > 0.85, output);
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
