package dev.cornet.blas;

import dev.cornet.nn.InputLayer;
import dev.cornet.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates a layer without computing anything; prints whether OpenBLAS is loaded once the loading thread has ended. For Linux. */
final class OneLayerProgram {
    private OneLayerProgram() {}

    public static void main(String[] args) throws Exception {
        new InputLayer(Shape.of(1)).symbol();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("cornet-backend")) {
                thread.join();
            }
        }
        System.out.println(Files.readString(Path.of("/proc/self/maps")).contains("libopenblas"));
    }
}
