/** The backend that computes with OpenBLAS; {@link dev.cornet.blas.Doctor} reports what computes on this machine. */
module dev.cornet.blas {
    requires transitive dev.cornet.api;
    requires dev.ludovic.netlib.blas;
    requires java.logging;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.openblas;
    requires org.slf4j;

    exports dev.cornet.blas;

    provides dev.cornet.backend.BackendProvider with
            dev.cornet.blas.OpenBlasProvider;
}
