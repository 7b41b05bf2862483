/** An application as a user writes it; Cornet reads the options of its own layers and losses by reflection. */
module com.example.digits {
    requires dev.cornet;
    requires dev.cornet.testing;

    opens com.example.digits.layers to
            dev.cornet.api,
            dev.cornet.testing;
}
