package dev.cornet.config;

/**
 * Several options of a component in one object, such as initializer, regularizer and constraint of a weight. The {@link Option} fields of
 * the group are saved among the options of the component: the key of each is that of the field that holds the group, an underscore, and its
 * own, as in {@code kernel_initializer}. Of several groups, the options of one name are saved together: the initializers of all weights,
 * then their regularizers and constraints.
 *
 * <p>The field that holds the group is final and never null.
 */
public interface OptionGroup {}
