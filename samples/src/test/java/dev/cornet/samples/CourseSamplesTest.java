package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the experiments of the courses; each must show and draw the effect described on its slide. */
final class CourseSamplesTest {
    @TempDir
    Path folder;

    private String run(String sample, String... arguments) throws IOException, InterruptedException {
        return Programs.runWith(folder, "dev.cornet.samples." + sample, arguments);
    }

    /** The number that follows these words in the output. */
    private static double numberAfter(String before, String output) {
        Matcher matcher =
                Pattern.compile(Pattern.quote(before) + " +(\\d+(\\.\\d+)?)").matcher(output);
        assertTrue(matcher.find(), "no \"" + before + "\" in:\n" + output);
        return Double.parseDouble(matcher.group(1));
    }

    private void assertDrawn(String file, int width) throws IOException {
        assertTrue(ImageIO.read(folder.resolve(file).toFile()).getWidth() >= width, file);
    }

    @Test
    void gaussianMixtureNeedsTwoUnitsAndOverfitsWithTen() throws Exception {
        String output = run("GaussianMixture");
        double bayes = numberAfter("Bayes rule:      test accuracy", output);
        double two = numberAfter("hidden units  2: test accuracy", output);
        double ten = numberAfter("hidden units 10: test accuracy", output);
        assertTrue(Math.abs(bayes - 0.870849) < 0.01, output); // Φ(1.5)²
        assertTrue(numberAfter("hidden units  1: test accuracy", output) < 0.7, output);
        assertTrue(Math.abs(two - bayes) < 0.015 && ten < two, output);
        assertDrawn("gaussian-mixture.png", 1240);
    }

    @Test
    void descentPathsLeadToTheMinimum() throws Exception {
        String output = run("DescentPaths");
        assertTrue(output.contains("x² by GradientDescent: 1 steps to 0.00000"), output);
        double slow = numberAfter("Rosenbrock by step halving:", output);
        assertTrue(slow > 3000 && numberAfter("Rosenbrock by BFGS:", output) < 100, output);
        assertDrawn("descent-paths.png", 1240);
    }

    @Test
    void learningRatesAreTooSmallRightAndTooLarge() throws Exception {
        String output = run("LearningRates");
        double right = numberAfter("0.200: loss", output);
        assertTrue(right < 0.1, output);
        assertTrue(numberAfter("0.002: loss", output) > 1 && numberAfter("4.000: loss", output) > 1, output);
        assertDrawn("learning-rates.png", 620);
    }

    @Test
    void noisyCosineIsUnderfittedFittedAndOverfitted() throws Exception {
        String output = run("NoisyCosine");
        Matcher errors = Pattern.compile("training (\\S+), validation (\\S+)").matcher(output);
        double[] training = new double[3];
        double[] validation = new double[3];
        for (int i = 0; i < 3; i++) {
            assertTrue(errors.find(), output);
            training[i] = Double.parseDouble(errors.group(1));
            validation[i] = Double.parseDouble(errors.group(2));
        }
        assertTrue(training[0] > training[1] && training[1] > training[2], output);
        assertTrue(validation[0] > 2 * validation[1] && validation[2] > 2 * validation[1], output);
        assertDrawn("noisy-cosine.png", 1860);
    }

    @Test
    void twoMoonsStopsTooEarlyTooLateAndInTime() throws Exception {
        String output = run("TwoMoons");
        assertTrue(numberAfter("patience 0", output) < 400, output);
        double stopped = numberAfter("patience 200", output);
        assertTrue(stopped > 700 && stopped < 1500, output);
        assertTrue(
                numberAfter("best model of the patient training", output)
                        >= numberAfter("last model without stopping", output),
                output);
        assertDrawn("two-moons.png", 1860);
    }

    @Test
    void growingNetworksApproximateTheCurve() throws Exception {
        String output = run("GrowingNetworks");
        Matcher error = Pattern.compile("largest error (\\S+)").matcher(output);
        double last = 1;
        for (int i = 0; i < 6; i++) {
            assertTrue(error.find() && Double.parseDouble(error.group(1)) < last, output);
            last = Double.parseDouble(error.group(1));
        }
        assertTrue(last < 0.02, output);
        assertDrawn("growing-networks.png", 1860);
    }

    @Test
    void classicFiltersAreConvolutions() throws Exception {
        String output = run("ClassicFilters");
        assertTrue(numberAfter("squared difference", output) < 1e-2, output);
        assertTrue(numberAfter("the sum of both is", output) < 1e-2, output);
        assertDrawn("classic-filters.png", 7 * 96);
    }

    @Test
    void toeplitzMatrixIsTheConvolution() throws Exception {
        String output = run("ToeplitzMatrix");
        assertTrue(numberAfter("largest difference", output) < 1e-5, output);
        assertTrue(output.contains("has 9 weights, the matrix 2304, of which 1980 are 0"), output);
        assertDrawn("toeplitz-matrix.png", 360);
    }

    @Test
    void shiftedDigitsShiftTheOutputsOfConvolutionsOnly() throws Exception {
        String output = run("ShiftedDigits");
        assertTrue(numberAfter("convolution shifted with the digit: difference", output) < 1e-5, output);
        assertTrue(numberAfter("dense layer shifted with the digit: difference", output) > 0.1, output);
        assertDrawn("shifted-digits.png", 200);
    }

    @Test
    void dropoutAndDecayHelpAgainstWrongLabels() throws Exception {
        String output = run("DropoutAndDecay");
        Matcher accuracy = Pattern.compile("test accuracy (\\d\\.\\d+)").matcher(output);
        assertTrue(accuracy.find(), output);
        double plain = Double.parseDouble(accuracy.group(1));
        for (int i = 0; i < 3; i++) {
            assertTrue(accuracy.find() && Double.parseDouble(accuracy.group(1)) > plain + 0.05, output);
        }
        assertDrawn("dropout-and-decay.png", 1240);
    }

    @Test
    void classActivationShowsWhereTheShapesAre() throws Exception {
        assertTrue(numberAfter("test accuracy", run("ClassActivation")) > 0.85);
        assertDrawn("class-activation.png", 8 * 64);
        assertDrawn("learned-filters.png", 8 * 64);
        assertDrawn("feature-maps.png", 8 * 64);
    }

    @Test
    void transferLearningNeedsFewPictures() throws Exception {
        String output = run("TransferLearning");
        double scratch = numberAfter("test accuracy from scratch", output);
        double frozen = numberAfter("test accuracy with the frozen base", output);
        assertTrue(frozen > scratch + 0.05, output);
        assertTrue(numberAfter("with the last convolution trained too", output) >= frozen - 0.02, output);
    }

    @Test
    void transferLearningTakesAKnownNetworkByName() throws Exception {
        String output = run("TransferLearning", "--network", "mobilenet");
        assertTrue(output.contains("mobilenet_1.00_80 (Functional)"), output);
        assertTrue(output.contains(" Trainable params: 32,833 "), output); // 1024·32 + 32 + 32 + 1
        assertTrue(numberAfter("test accuracy with the frozen base", output) >= 0.4, output);
    }

    @Test
    void applicationsHaveTheFiguresOfTheCourse() throws Exception {
        String output = run("Applications", "--networks", "MobileNet,vgg16");
        assertTrue(
                output.contains(
                        "\nMobileNet                16     16    4,253,864    4,253,864     91     88    0.704  0.895 "),
                output);
        assertTrue(
                output.contains(
                        "\nVGG16                   528    528  138,357,544  138,357,544     23     23    0.713  0.901 "),
                output);
        assertDrawn("applications.png", 600);
    }

    @Test
    void denoisingDigitsRemovesNoise() throws Exception {
        String output = run("DenoisingDigits");
        assertTrue(
                numberAfter("cleaned", output.replace("noisy, cleaned", "")) < numberAfter("noisy", output) / 4,
                output);
        assertDrawn("denoising-digits.png", 12 * 64);
    }

    @Test
    void lstmTextDistinguishesLanguages() throws Exception {
        String output = run("LstmText");
        assertTrue(numberAfter("test accuracy", output) > 0.85, output);
        assertTrue(output.contains("where are you going today   english"), output);
    }

    @Test
    void lstmWaveContinuesTheWave() throws Exception {
        assertTrue(numberAfter("one from the other", run("LstmWave")) < 0.3);
        assertDrawn("lstm-wave.png", 620);
    }
}
