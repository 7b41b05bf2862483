/** Reader of the test cases recorded from Keras, used by the tests of all packages. Begin with {@link dev.cornet.golden.GoldenCase}. */
package dev.cornet.golden;
