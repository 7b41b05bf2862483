package dev.cornet.datasets;

import dev.cornet.exceptions.DataException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/**
 * The digits data set that is shipped with Cornet: 1,797 handwritten digits of 8 x 8 pixels. x is (n, 8, 8, 1) with values 0 … 16, y is (n)
 * with labels 0 … 9.
 *
 * <pre>{@code
 * DataSet digits = Digits.load().rescale(1 / 16.0);
 * }</pre>
 *
 * <p>In the source file the digits of each writer are adjacent. The samples are shuffled with a fixed seed; the first 1,437 are the
 * training part, the last 360 the test part. See {@code docs/decisions/2026-11-21-digits-are-shuffled.md}.
 *
 * <p>Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998,
 * doi:10.24432/C50P49, licensed CC BY 4.0 (see digits-LICENSE.txt in the folder of the data).
 */
public final class Digits {
    private static final int SAMPLES = 1797;
    private static final int TRAIN = 1437;
    private static final int PIXELS = 64;
    private static final String RESOURCE = "/dev/cornet/data/digits.csv.gz";

    private Digits() {}

    /** Loads the data set. */
    public static DataSet load() {
        int[] order = new RandomStream(SAMPLES).permutation(SAMPLES);
        int[] rowOfLine = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            rowOfLine[order[i]] = i;
        }
        Tensor x = Tensor.zeros(Shape.of(SAMPLES, 8, 8, 1));
        Tensor y = Tensor.zeros(SAMPLES);
        try (InputStream in = Digits.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new DataException("the digits are missing: there is no " + RESOURCE + " on the class path");
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII));
            int line = 0;
            for (String text = lines.readLine(); text != null; text = lines.readLine(), line++) {
                String[] numbers = text.split(",", -1);
                if (line >= SAMPLES || numbers.length != PIXELS + 1) {
                    throw new DataException(RESOURCE + " is damaged at line " + (line + 1));
                }
                for (int k = 0; k < PIXELS; k++) {
                    x.data()[rowOfLine[line] * PIXELS + k] = Integer.parseInt(numbers[k]);
                }
                y.set(Integer.parseInt(numbers[PIXELS]), rowOfLine[line]);
            }
            if (line != SAMPLES) {
                throw new DataException(RESOURCE + " is cut: it has " + line + " lines instead of " + SAMPLES);
            }
        } catch (IOException | NumberFormatException e) {
            throw new DataException(RESOURCE + " is damaged: " + e.getMessage(), e);
        }
        return new DataSet(x.rows(0, TRAIN), y.rows(0, TRAIN), x.rows(TRAIN, SAMPLES), y.rows(TRAIN, SAMPLES));
    }
}
