package dev.cornet.applications;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import java.util.List;
import java.util.function.Supplier;

/**
 * The list of all known networks: {@code Applications.of("ResNet50")} is the same as {@code new ResNet50()}, for programs that take the
 * name of a network as an argument. Reference: the table of Keras' applications page.
 */
public final class Applications {
    private static final List<Supplier<Application<?>>> ALL = List.of(
            Xception::new,
            VGG16::new,
            VGG19::new,
            ResNet50::new,
            ResNet50V2::new,
            ResNet101::new,
            ResNet101V2::new,
            ResNet152::new,
            ResNet152V2::new,
            InceptionV3::new,
            InceptionResNetV2::new,
            MobileNet::new,
            MobileNetV2::new,
            DenseNet121::new,
            DenseNet169::new,
            DenseNet201::new,
            NASNetMobile::new,
            NASNetLarge::new);

    private Applications() {}

    /** The names of all networks, which are those of their classes, in the order of Keras' table. */
    public static List<String> names() {
        return ALL.stream().map(network -> network.get().typeName()).toList();
    }

    /** The network with that name, in upper or lower case, with default options. */
    public static Application<?> of(String name) {
        Arguments.notNull(name, "Applications.of", "name");
        for (Supplier<Application<?>> supplier : ALL) {
            Application<?> network = supplier.get();
            if (network.typeName().equalsIgnoreCase(name)) {
                return network;
            }
        }
        throw new OptionException(
                "Applications.of: there is no network \"" + name + "\". Known are " + String.join(", ", names()) + ".");
    }
}
