package dev.cornet.formats.fuzz;

import dev.cornet.callbacks.BackupAndRestore;
import dev.cornet.callbacks.CSVLogger;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.callbacks.ReduceLROnPlateau;
import dev.cornet.datasets.IdxFile;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.saving.Safetensors;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** A small valid file of every kind that the library reads, with its reader. */
final class FuzzTargets {
    private static final Set<Class<? extends RuntimeException>> MODEL = Set.of(ModelFormatException.class);
    private static final Set<Class<? extends RuntimeException>> DATA = Set.of(DataException.class);
    private static final Set<Class<? extends RuntimeException>> ANY = Set.of(CornetException.class);

    private static final long MAX_WEIGHT_BYTES = 40_000_000;

    private static final Tensor X = Tensor.zeros(2, 3);
    private static final Tensor Y = Tensor.zeros(2, 1);

    private final List<FuzzTarget> all = new ArrayList<>();
    private final Path folder;

    private FuzzTargets(Path folder) {
        this.folder = folder;
    }

    static List<FuzzTarget> in(Path folder) throws IOException {
        FuzzTargets targets = new FuzzTargets(folder);
        targets.cornetFiles();
        targets.checkpoint();
        targets.kerasFiles();
        targets.images();
        targets.idxFiles();
        return targets.all;
    }

    private void add(
            String name,
            String ending,
            byte[] whole,
            Container container,
            Set<Class<? extends RuntimeException>> documented,
            FuzzTarget.Reading reading)
            throws IOException {
        all.add(new FuzzTarget(name, ending, whole, container, container.parts(whole), documented, reading));
    }

    private static Sequential network() {
        return new Sequential(
                new Conv2D(2, 2).named("first_convolution").activation("relu").inputShape(4, 4, 1),
                new BatchNormalization(),
                new Flatten(),
                new Dense(3).activation("softmax"));
    }

    private static Sequential small() {
        Sequential model = new Sequential(new Dense(1).inputShape(3));
        model.compile("adam", "mse");
        return model;
    }

    private void cornetFiles() throws IOException {
        Sequential model = network();
        Path plain = folder.resolve("plain.cornet");
        model.save(plain.toString());
        model.compile("adam", "categorical_crossentropy", "accuracy");
        Path compiled = folder.resolve("compiled.cornet");
        model.save(compiled.toString());
        Path weights = folder.resolve("weights.safetensors");
        model.saveWeights(weights.toString());
        Model target = network();
        add("cornet", ".cornet", bytes(plain), Container.CORNET, MODEL, file -> Model.load(file.toString()));
        add(
                "cornet compiled",
                ".cornet",
                bytes(compiled),
                Container.CORNET,
                MODEL,
                file -> Model.load(file.toString()));
        add("safetensors", ".safetensors", bytes(weights), Container.SAFETENSORS, MODEL, Safetensors::read);
        add(
                "safetensors into a model",
                ".safetensors",
                bytes(weights),
                Container.SAFETENSORS,
                MODEL,
                file -> target.loadWeights(file.toString()));
        for (String json : List.of("tiny", "nested", "recurrent")) {
            byte[] text = Golden.read("keras-files", json).get("json").asText().getBytes(StandardCharsets.UTF_8);
            add("json " + json, ".json", text, Container.PLAIN, MODEL, FuzzTargets::fromJson);
        }
        byte[] own = model.toJson().getBytes(StandardCharsets.UTF_8);
        add("json own", ".json", own, Container.PLAIN, MODEL, FuzzTargets::fromJson);
    }

    private static void fromJson(Path file) throws IOException {
        String json = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        WeightAllocation.uninitialized(
                MAX_WEIGHT_BYTES, () -> Model.fromJson(json)); // a short text may describe a large model
    }

    private Callback[] callbacks(Path csv) {
        return new Callback[] {
            new CSVLogger(csv.toString()),
            new EarlyStopping().monitor("loss").patience(3).restoreBestWeights(true),
            new ReduceLROnPlateau().monitor("loss").patience(2),
            new ModelCheckpoint(folder.resolve("best.cornet").toString())
                    .monitor("loss")
                    .saveBestOnly(true)
        };
    }

    private void checkpoint() throws IOException {
        Path csv = folder.resolve("log.csv");
        Path saved = folder.resolve("backup").resolve("latest.cornet");
        List<Callback> callbacks = new ArrayList<>(List.of(callbacks(csv)));
        callbacks.add(new BackupAndRestore(folder.resolve("backup").toString()).deleteCheckpoint(false));
        small().fit(X, Y, new Fit().epochs(1).verbose(0).callbacks(callbacks.toArray(new Callback[0])));
        byte[] log = bytes(csv);
        add("checkpoint", ".cornet", bytes(saved), Container.CORNET, ANY, file -> {
            Files.write(csv, log);
            Fit options = new Fit().epochs(2).verbose(0).resume(file.toString());
            small().fit(X, Y, options.callbacks(callbacks(csv)));
        });
        add("csv to append to", ".csv", log, Container.PLAIN, ANY, file -> {
            CSVLogger logger = new CSVLogger(file.toString()).append(true);
            small().fit(X, Y, new Fit().epochs(1).verbose(0).callbacks(logger));
        });
    }

    private void addModels(List<String> names, String ending, Container container) throws IOException {
        for (String name : names) {
            byte[] bytes = Golden.bytes("keras-files", name);
            add(name, ending, bytes, container, MODEL, file -> Model.load(file.toString()));
        }
    }

    private void kerasFiles() throws IOException {
        addModels(List.of("tiny.keras", "nested.keras", "recurrent.keras"), ".keras", Container.ZIP);
        addModels(List.of("tiny.h5", "nested.h5", "old.h5"), ".h5", Container.PLAIN);
        for (String name : List.of("dense.h5", "indexes.h5", "packed.h5", "fills.h5")) {
            add("hdf5 " + name, ".h5", Golden.bytes("hdf5", name), Container.PLAIN, ANY, FuzzTargets::readAll);
        }
        for (String name : List.of("tiny.weights.h5", "nested.weights.h5", "tiny.legacy_weights.h5")) {
            String json = Golden.read("keras-files", name.replaceFirst("\\..*", ""))
                    .get("json")
                    .asText();
            Model target = Model.fromJson(json);
            add(
                    name,
                    name.substring(name.indexOf('.')),
                    Golden.bytes("keras-files", name),
                    Container.PLAIN,
                    MODEL,
                    file -> target.loadWeights(file.toString()));
        }
    }

    private static void readAll(Path file) throws IOException {
        try (Hdf5 hdf5 = Hdf5.open(file)) {
            hdf5.floatBytes();
            hdf5.hasAttribute("", "a39");
            for (String path : hdf5.datasetPaths()) {
                Hdf5Dataset dataset = Objects.requireNonNull(hdf5.dataset(path));
                if (dataset.isNumeric()) {
                    Consumer<Tensor> reader = dataset.reader();
                    reader.accept(Tensor.zeros(dataset.shape()));
                }
            }
        }
    }

    private void images() throws IOException {
        BufferedImage picture = new BufferedImage(20, 13, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 260; i++) {
            picture.setRGB(i % 20, i / 20, i * 7919 * 65537);
        }
        for (String format : List.of("png", "jpg", "gif", "bmp", "tif")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(picture, format, out);
            image(format, out.toByteArray(), format.equals("png") ? Container.PNG : Container.PLAIN);
        }
        byte[] head = "P6\n# a comment\n20 13\n255\n".getBytes(StandardCharsets.US_ASCII);
        byte[] pixmap = java.util.Arrays.copyOf(head, head.length + 780);
        image("ppm", pixmap, Container.PLAIN);
    }

    private void image(String format, byte[] whole, Container container) throws IOException {
        add(format, "." + format, whole, container, DATA, file -> Images.loadImg(file.toString()));
    }

    private void idxFiles() throws IOException {
        byte[] idx = new byte[4 + 12 + 2 * 5 * 5];
        System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 5}, 0, idx, 0, 16);
        add("idx", "-idx3-ubyte", idx, Container.PLAIN, DATA, IdxFile::read);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(idx);
        }
        add("idx.gz", "-idx3-ubyte.gz", compressed.toByteArray(), Container.GZIP, DATA, IdxFile::read);
    }

    private static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }
}
