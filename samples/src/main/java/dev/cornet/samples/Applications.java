package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.applications.Application;
import dev.cornet.models.Model;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The table of the known networks: size, parameters, depth and the time of a prediction on this machine, beside the course's figures.
 * Weights are random: the time does not depend on them, and nothing is downloaded.
 *
 * <p>{@code --networks ResNet50,VGG16} takes only these. Depth is the number of layers on the longest path, input included. The course's
 * accuracies are those of the published weights on ImageNet, best class and five best.
 */
public final class Applications {
    private static final int WARM_UP = 4;
    private static final int CALLS = 5;

    /** The distance of a name from its point, in powers of two. */
    private static final double LABEL_DISTANCE = 0.09;

    private static final double BYTES_PER_MB = 1 << 20;

    /** The course's table: size in MB, accuracy of the best class and of the five best, parameters, depth. */
    private static final String COURSE = """
            Xception           88 0.790 0.945  22910480 126
            VGG16             528 0.713 0.901 138357544  23
            VGG19             549 0.713 0.900 143667240  26
            ResNet50           98 0.749 0.921  25636712   -
            ResNet101         171 0.764 0.928  44707176   -
            ResNet152         232 0.766 0.931  60419944   -
            ResNet50V2         98 0.760 0.930  25613800   -
            ResNet101V2       171 0.772 0.938  44675560   -
            ResNet152V2       232 0.780 0.942  60380648   -
            InceptionV3        92 0.779 0.937  23851784 159
            InceptionResNetV2 215 0.803 0.953  55873736 572
            MobileNet          16 0.704 0.895   4253864  88
            MobileNetV2        14 0.713 0.901   3538984  88
            DenseNet121        33 0.750 0.923   8062504 121
            DenseNet169        57 0.762 0.932  14307880 169
            DenseNet201        80 0.773 0.936  20242984 201
            NASNetMobile       23 0.744 0.919   5326716   -
            NASNetLarge       343 0.825 0.960  88949818   -
            """;

    private Applications() {}

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args, "--networks");
        String all = String.join(",", dev.cornet.applications.Applications.names());
        Map<String, String[]> course =
                COURSE.lines().map(line -> line.split(" +")).collect(Collectors.toMap(row -> row[0], row -> row));
        Cornet.setSeed(1);
        Map<String, List<Row>> families = new TreeMap<>();
        print("", "size (MB)", "", "parameters", "", "depth", "", "accuracy", "", "prediction");
        print("network", "here", "course", "here", "course", "here", "course", "best", "five", "ms");
        for (String name : arguments.get("--networks", all).split(",")) {
            Row row = measure(dev.cornet.applications.Applications.of(name));
            String[] known = Objects.requireNonNull(course.get(row.name()));
            print(
                    row.name(),
                    String.format(Locale.ROOT, "%.0f", row.megabytes()),
                    known[1],
                    grouped(row.parameters()),
                    grouped(Long.parseLong(known[4])),
                    String.valueOf(row.depth()),
                    known[5],
                    known[2],
                    known[3],
                    String.format(Locale.ROOT, "%.1f", row.milliseconds()));
            families.computeIfAbsent(family(row.name()), key -> new ArrayList<>())
                    .add(row);
        }
        draw(families);
        System.out.println(
                "size: 4 bytes for each parameter; the published files are up to 4 MB larger. depth: layers on the longest path, input"
                        + " included. The course counts so for Xception, VGG, InceptionV3 and InceptionResNetV2; for the DenseNets it"
                        + " counts convolutions and dense layers; its 88 for MobileNet is neither. prediction: one image of the"
                        + " network's default size.");
        System.out.println("size and time: applications.png");
    }

    private static void print(String name, String... cells) {
        System.out.printf(Locale.ROOT, "%-17s %9s %6s %12s %12s %6s %6s %8s %6s %10s%n", row(name, cells));
    }

    private static Object[] row(String name, String... cells) {
        List<Object> row = new ArrayList<>(List.of(name));
        row.addAll(List.of(cells));
        return row.toArray();
    }

    private static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private record Row(String name, long parameters, int depth, double milliseconds) {
        double megabytes() {
            return 4 * parameters / BYTES_PER_MB;
        }

        double x() {
            return log2(megabytes());
        }

        double y() {
            return log2(milliseconds);
        }

        /** Whether this point lies so closely above another that their names would touch. */
        boolean isCloselyAbove(Row other) {
            return Math.abs(x() - other.x()) < 0.15 && y() > other.y() && y() - other.y() < 4 * LABEL_DISTANCE;
        }

        private static double log2(double value) {
            return Math.log(value) / Math.log(2);
        }
    }

    /** Creates the network, and times the prediction for one image of its default size. */
    private static Row measure(Application<?> network) {
        String name = network.getClass().getSimpleName();
        Model model = network.weights(null).model();
        int[] shape = model.input().shape().withBatch(1).toArray();
        Tensor x = Tensor.zeros(1, shape[2], shape[3], shape[4]);
        for (int i = 0; i < WARM_UP; i++) { // plans the computation, brings the weights into order, compiles
            model.predict(x);
        }
        double[] times = new double[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long start = System.nanoTime();
            model.predict(x);
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return new Row(name, model.countParams(), depth(model.output(), new HashMap<>()), times[CALLS / 2]);
    }

    /** The number of layers on the longest path from the input to a symbol. */
    private static int depth(Symbol symbol, Map<Node, Integer> known) {
        Integer depth = known.get(symbol.node());
        if (depth == null) {
            depth = 1
                    + symbol.node().inputs().stream()
                            .mapToInt(input -> depth(input, known))
                            .max()
                            .orElse(0);
            known.put(symbol.node(), depth);
        }
        return depth;
    }

    /** The name of a network's family. */
    private static String family(String name) {
        for (String family : List.of("VGG", "ResNet", "MobileNet", "DenseNet", "NASNet")) {
            if (name.startsWith(family)) {
                return family;
            }
        }
        return "Inception";
    }

    private static void draw(Map<String, List<Row>> families) {
        Chart chart = new Chart("Size and time of a prediction", "weights (MB)", "time of a prediction (ms)", 1000, 640)
                .powersOfTwo();
        List<Row> all = families.values().stream().flatMap(List::stream).toList();
        families.forEach((family, rows) -> {
            chart.points(
                    family,
                    rows.stream().mapToDouble(Row::x).toArray(),
                    rows.stream().mapToDouble(Row::y).toArray());
            for (Row row : rows) {
                boolean isBelowAnother = all.stream().anyMatch(other -> other.isCloselyAbove(row));
                chart.label(row.name(), row.x(), row.y() + (isBelowAnother ? -LABEL_DISTANCE : LABEL_DISTANCE));
            }
        });
        Chart.save("applications.png", 1, List.of(chart));
    }
}
