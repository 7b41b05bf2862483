package dev.cornet.file;

import dev.cornet.saving.Safetensors;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A program that rewrites one file until it is killed, and prints the number of each version after writing it. */
public final class EndlessWriter {
    private EndlessWriter() {}

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        float[] values = new float[50_000];
        for (int version = 1; ; version++) {
            Arrays.fill(values, version);
            Safetensors.write(file, Map.of("version", Tensor.of(values, values.length)), Map.of());
            System.out.println(version);
            System.out.flush();
        }
    }
}
