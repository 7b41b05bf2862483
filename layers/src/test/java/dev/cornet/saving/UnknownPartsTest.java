package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;
import dev.cornet.nn.LayerAccess;
import dev.cornet.testing.CollectedWarnings;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Messages for unknown layers, operations, losses and other names in Keras' JSON trees; the messages are short. */
class UnknownPartsTest {
    @AutoClose
    private final CollectedWarnings collected = new CollectedWarnings();

    private final List<String> warnings = collected.list();

    private static Model sequential(String layers, String compile) {
        return KerasJson.sequential("2.4.0", layers, compile);
    }

    private static String refusal(String layers) {
        return KerasJson.refusal("2.4.0", layers);
    }

    /** {@code x * 2}, for which Keras' .h5 files write no module, and a layer called with a constant. */
    @Test
    void callsWithConstantsAreNamed() {
        String tensor =
                "{'class_name':'__keras_tensor__','config':{'shape':[null,2],'dtype':'float32','keras_history':['x',0,0]}}";
        String text = "{'class_name':'Functional','config':{'name':'m','layers':["
                + "{'class_name':'InputLayer','name':'x','inbound_nodes':[],'config':{'batch_shape':[null,2],'name':'x'}},"
                + "{'class_name':'%s','name':'join','config':{'name':'join'%s},'inbound_nodes':[{'args':[[" + tensor
                + ",%s]],'kwargs':{}}]}],'input_layers':['x',0,0],'output_layers':['join',0,0]}}";
        String doubled = String.format(text, "Multiply", "", "2");
        String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(doubled.replace('\'', '"')))
                .getMessage();
        assertTrue(
                message.contains("\"join\" is the bare operation Multiply of keras.ops, called with 2, and no layer;"
                        + " it is read only where it joins tensors of one rank\n"),
                message);
        String constant = String.format(
                text, "Add", ",'trainable':true", "{'class_name':'__tensor__','config':{'value':[[1.0,1.0]]}}");
        String other = assertThrows(ModelFormatException.class, () -> Model.fromJson(constant.replace('\'', '"')))
                .getMessage();
        assertTrue(
                other.contains("join (Add): expected a tensor of the graph, got a constant tensor. Calls with numbers"),
                other);
    }

    /** In Keras an operation does not pass the mask on, but the layer of the same name does. */
    @Test
    void operationsOnMaskedTensorsAreRefused() {
        String tensor =
                "{'class_name':'__keras_tensor__','config':{'shape':[null,3,2],'dtype':'float32','keras_history':['%s',0,0]}}";
        String text = "{'class_name':'Functional','config':{'name':'m','layers':["
                + "{'class_name':'InputLayer','name':'x','inbound_nodes':[],'config':{'batch_shape':[null,3,2],'name':'x'}},"
                + "{'module':'keras.layers','class_name':'Masking','name':'skip','config':{'name':'skip'},'inbound_nodes':[{'args':["
                + String.format(tensor, "x") + "],'kwargs':{}}]},"
                + "{'module':'keras.src.ops.numpy','class_name':'Add','name':'sum','config':{'name':'sum'},'inbound_nodes':[{'args':["
                + String.format(tensor, "skip") + "," + String.format(tensor, "x")
                + "],'kwargs':{}}]}],'input_layers':['x',0,0],'output_layers':['sum',0,0]}}";
        String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(text.replace('\'', '"')))
                .getMessage();
        assertTrue(message.contains("\"sum\" is an operation of keras.ops on a tensor with a mask"), message);
    }

    /** The layers of a model inside a wrapper are included. */
    @Test
    void eachUnknownLayerClassIsReportedOnce() {
        String inner =
                "{'class_name':'Sequential','config':{'name':'s','layers':[{'class_name':'Foo','config':{'name':'a'}},"
                        + "{'class_name':'Foo','config':{'name':'b'}}]}}";
        String message =
                refusal("{'class_name':'TimeDistributed','config':{'batch_input_shape':[null,3,2],'name':'t','layer':"
                        + inner + "}},{'class_name':'Foo','config':{'name':'c'}},"
                        + "{'class_name':'Bar','module':'keras.layers','config':{'name':'d'}}");
        assertEquals(
                "the JSON text:\n  unknown layer \"Bar\" (d)\n  unknown layer \"Foo\" (a, b, c)\n  Cornet has no such layers."
                        + " Replace them in Keras by layers that Cornet has (its README lists them), or write them in Java and make them"
                        + " known by Cornet.register(\"keras.layers>Bar\", MyLayer.class).",
                message);
    }

    @Test
    void unknownNamesAreReportedWithoutTheListOfKnownOnes() {
        String message =
                refusal("{'class_name':'Dense','config':{'batch_input_shape':[null,2],'units':1,'activation':'my_act',"
                        + "'kernel_initializer':{'class_name':'MyInit','config':{}}}}");
        assertEquals(
                "the JSON text:\n  model.config.layers[0].config.activation: unknown activation function \"my_act\". One of your own"
                        + " is made known by Cornet.register(MyAct.class)\n  model.config.layers[0].config.kernel_initializer: unknown"
                        + " initializer \"MyInit\". One of your own is made known by Cornet.register(MyInit.class)",
                message);
        sequential(
                "{'class_name':'Dense','config':{'batch_input_shape':[null,2],'units':1}}",
                ",'compile_config':{'optimizer':'my_opt','loss':'my>loss','metrics':['my_metric']}");
        assertEquals(
                "the JSON text: read, but not compiled. Call compile before training.\n"
                        + "  compile_config.optimizer: unknown optimizer \"my_opt\". One of your own is made known by"
                        + " Cornet.register(MyOpt.class)\n"
                        + "  compile_config.loss: unknown loss \"my>loss\". One of your own is made known by"
                        + " Cornet.register(\"my>loss\", MyClass.class)\n"
                        + "  compile_config.metrics[0]: unknown metric \"my_metric\". One of your own is made known by"
                        + " Cornet.register(MyMetric.class)",
                warnings.get(0));
    }

    /** A graph of Keras 2 whose last layer, a GRU, has the recorded call {@code call}. */
    private static Model graph(String call) {
        return Model.fromJson(("{'class_name':'Functional','keras_version':'2.4.0','config':{'name':'m','layers':["
                        + "{'class_name':'InputLayer','name':'x','inbound_nodes':[],'config':{'batch_input_shape':[null,3,2],'name':'x'}},"
                        + "{'class_name':'InputLayer','name':'h','inbound_nodes':[],'config':{'batch_input_shape':[null,2],'name':'h'}},"
                        + "{'class_name':'GRU','name':'g','inbound_nodes':[" + call
                        + "],'config':{'name':'g','units':2}}],'input_layers':[['x',0,0],['h',0,0]],'output_layers':[['g',0,0]]}}")
                .replace('\'', '"'));
    }

    /** Named arguments in the calls of Keras 2 are not ignored. */
    @Test
    void namedArgumentsOfKeras2() {
        String message = assertThrows(ModelFormatException.class, () -> graph("[['x',0,0,{'mask':['h',0,0]}]]"))
                .getMessage();
        assertTrue(message.contains("the argument \"mask\" of the call is not supported"), message);
        Model model = graph("[['x',0,0,{'initial_state':[['h',0,0]],'mask':null,'training':false}]]");
        assertEquals(2, model.inputs().size());
        assertEquals(2, LayerAccess.nodes(model.getLayer("g")).get(0).inputs().size());
    }

    @Test
    void operationsOfTensorFlowAreNamed() {
        String message = refusalOfOperation(
                "{'class_name':'TFOpLambda','name':'op','inbound_nodes':[['x',0,0,{'y':2.0,'name':null}]],"
                        + "'config':{'name':'op','trainable':true,'dtype':'float32','function':'math.multiply'}}");
        assertTrue(message.contains("is the bare operation math.multiply of TensorFlow, and no layer\n"), message);
        message = refusalOfOperation(
                "{'class_name':'TensorFlowOpLayer','name':'op','inbound_nodes':[[['x',0,0,{}]]],'config':{'name':'op',"
                        + "'trainable':true,'node_def':{'name':'op','op':'AddV2','input':['x','op/y']},'constants':{'1':2.0}}}");
        assertTrue(message.contains("\"op\" is the bare operation AddV2 of TensorFlow, and no layer\n"), message);
        assertTrue(message.contains("in Keras (Add, Concatenate, "), message);
    }

    private static String refusalOfOperation(String operation) {
        String json = "{'class_name':'Functional','keras_version':'2.4.0','config':{'name':'m','layers':["
                + "{'class_name':'InputLayer','name':'x','inbound_nodes':[],'config':{'batch_input_shape':[null,2],'name':'x'}},"
                + operation + "],'input_layers':[['x',0,0]],'output_layers':[['op',0,0]]}}";
        return String.valueOf(assertThrows(ModelFormatException.class, () -> Model.fromJson(json.replace('\'', '"')))
                .getMessage());
    }
}
