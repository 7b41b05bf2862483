/**
 * An application as a user writes it. Its package of custom layers and losses is open to Cornet, which reads their options by reflection.
 */
module com.example.digits {
    requires dev.cornet;
    requires dev.cornet.testing;

    opens com.example.digits.layers to
            dev.cornet.api,
            dev.cornet.testing;
}
