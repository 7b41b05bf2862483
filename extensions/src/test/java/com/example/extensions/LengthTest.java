package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes of users stay short: lines without imports, comments and blank lines. */
class LengthTest {
    private static final Path SOURCES = Path.of("src/test/java/com/example/extensions");

    @ParameterizedTest
    @CsvSource({
        "FocalLoss, 25",
        "FocalLossOnLogits, 25",
        "BinaryFocalOnLogits, 25",
        "Dice, 30",
        "AsymmetricLoss, 30",
        "Tversky, 30",
        "DiceMetric, 6",
        "SampleDice, 35",
        "TripletLoss, 75",
        "MeanIoU, 20",
        "MacroF1, 20",
        "Kappa, 20",
        "Matthews, 20",
        "Lamb, 60",
        "Adafactor, 90",
        "HalveOnPlateau, 15",
        "ReturnToBest, 25",
        "Snake, 10",
        "Swish, 12",
        "SparseNormal, 12",
        "Delay, 12",
        "OneCycle, 13",
        "Noam, 12",
        "ElasticNet, 16",
        "NormPenalty, 16",
        "ElasticMemory, 25",
        "TruncatedOrthogonal, 13",
        "UnitSphere, 12",
        "Clip, 12",
        "LinesFormat, 70",
        "GroupNorm, 60",
        "Blend, 30",
        "Bilinear, 30",
        "MaskedAttention, 55",
        "SelfAttention, 70",
        "LinearAttention, 70",
        "BilinearPooling, 30",
        "MinimalCell, 50",
        "PeepholeGru, 50",
        "MeanAndDeviation, 30",
        "Antirectifier, 45",
        "PositionEmbedding, 50",
        "MixtureDensity, 70",
        "SpectralDense, 60",
        "MedianPooling2D, 20"
    })
    void staysShort(String name, int most) throws IOException {
        String code = Files.readString(SOURCES.resolve(name + ".java")).replaceAll("(?s)/\\*.*?\\*/", "");
        long lines = code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty()
                        && !line.startsWith("//")
                        && !line.startsWith("import ")
                        && !line.startsWith("package "))
                .count();
        assertTrue(lines <= most, name + " has " + lines + " lines, at most " + most);
    }
}
