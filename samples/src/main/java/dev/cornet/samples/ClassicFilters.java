package dev.cornet.samples;

import dev.cornet.backend.Ops;
import dev.cornet.layers.Conv2D;
import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.Filter;
import dev.cornet.preprocessing.image.Filters;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Classic image filters applied to a picture. The results are rescaled by minimum and maximum, and by quantiles; one filter is also a
 * Conv2D.
 */
public final class ClassicFilters {
    private static final int SIDE = 96;

    private ClassicFilters() {}

    public static void main(String[] args) {
        Tensor picture = grey(new ShapePictures(SIDE, 5).draw(4));
        List<String> names =
                List.of("identity", "mean", "gaussian", "laplacian4", "laplacian8", "sharpen", "vertical edge");
        List<Filter> filters = List.of(
                Filters.identity(),
                Filters.mean(),
                Filters.gaussian(),
                Filters.laplacian4(),
                Filters.laplacian8(),
                Filters.sharpen(),
                Filters.verticalEdge());

        int n = filters.size();
        Tensor all = Tensor.zeros(2 * n, SIDE, SIDE, 1);
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Tensor y = filters.get(i).border("keep").correlate(picture);
            all.rows(i, i + 1).copyFrom(Images.rescale(y).reshape(1, SIDE, SIDE, 1));
            all.rows(n + i, n + i + 1).copyFrom(Images.rescale(y, 0.05, 0.95).reshape(1, SIDE, SIDE, 1));
            captions.add(names.get(i));
        }
        captions.addAll(captions.stream().map(name -> "5% to 95%").toList());
        Images.saveGrid(Path.of("classic-filters.png"), all, n, captions);

        Conv2D layer = new Conv2D(1, 3).useBias(false);
        Sequential network = new Sequential(layer.inputShape(SIDE, SIDE, 1));
        layer.setWeights(Filters.sharpen().weights());
        Tensor difference = network.predict(picture.reshape(1, SIDE, SIDE, 1));
        Ops.addScaled(difference, Filters.sharpen().correlate(picture).reshape(difference.shape()), -1);
        System.out.printf(
                "sharpen as a filter and as a Conv2D: squared difference %.6f%n", Ops.sumOfSquares(difference));

        Filter edge = Filters.verticalEdge();
        Tensor turned = edge.convolve(picture);
        Ops.add(turned, edge.correlate(picture));
        System.out.printf(
                "a true convolution flips the kernel: (1 -1) changes its sign, the sum of both is %.6f%n",
                Ops.sumOfSquares(turned));
        System.out.println("the pictures: classic-filters.png");
    }

    /** The mean of red, green and blue. */
    private static Tensor grey(Tensor x) {
        Tensor y = Tensor.zeros(SIDE, SIDE, 1);
        for (int i = 0; i < x.size(); i++) {
            y.data()[i / 3] += x.data()[x.offset() + i] / 3;
        }
        return y;
    }
}
