package dev.cornet.saving;

import static dev.cornet.saving.KerasJson.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Dense;
import dev.cornet.layers.LSTM;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.CollectedWarnings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Reading of JSON from Keras 1 and 2, and of trees with Python code, unknown losses and bare operations. */
class LegacyKerasTest {
    @AutoClose
    private final CollectedWarnings collected = new CollectedWarnings();

    private final List<String> warnings = collected.list();

    private static String refusal(String layers) {
        return KerasJson.refusal("2.2.4", layers);
    }

    private static final String DENSE =
            "{'class_name':'Dense','config':{'batch_input_shape':[null,2],'units':1,'name':'out'}}";

    private static Tensor ones(int... dims) {
        Tensor ones = Tensor.zeros(dims);
        Arrays.fill(ones.data(), 1f);
        return ones;
    }

    private static float predictionWithWeightsOfTenth(Model model, Tensor x) {
        model.setWeights(model.getWeights().stream()
                .map(w -> {
                    Tensor weight = Tensor.zeros(w.shape());
                    Arrays.fill(weight.data(), 0.1f);
                    return weight;
                })
                .toList());
        return model.predict(x).toArray()[0];
    }

    /** An LSTM of one unit, all weights 0.1, at x = 1: z = 0.2, gates 0.2·0.2 + 0.5 = 0.54, c = 0.54·tanh 0.2, h = 0.54·tanh c. */
    @Test
    void earlyVersionsUseHardSigmoidGates() {
        float expected = (float) (0.54 * Math.tanh(0.54 * Math.tanh(0.2)));
        String shape = "'batch_input_shape':[null,1,1],'units':1";
        for (String recurrentActivation : List.of("", ",'recurrent_activation':'hard_sigmoid'")) {
            Model model = sequential("2.2.4", "{'class_name':'LSTM','config':{" + shape + recurrentActivation + "}}");
            assertEquals(expected, predictionWithWeightsOfTenth(model, ones(1, 1, 1)), 1e-6f);
        }
        Model keras1 = sequential(
                "1.2.2",
                "{'class_name':'LSTM','config':{'batch_input_shape':[null,1,1],'output_dim':1,'input_dim':1,'input_length':1,"
                        + "'inner_activation':'hard_sigmoid','init':'glorot_uniform','inner_init':'orthogonal','forget_bias_init':'one',"
                        + "'activation':'tanh','consume_less':'cpu','W_regularizer':null,'dropout_W':0.0,'dropout_U':0.0}}");
        assertEquals(expected, predictionWithWeightsOfTenth(keras1, ones(1, 1, 1)), 1e-6f);
        double sigmoid = 1 / (1 + Math.exp(-0.2));
        Model keras23 = sequential("2.3.1", "{'class_name':'LSTM','config':{" + shape + "}}");
        assertEquals(
                (float) (sigmoid * Math.tanh(sigmoid * Math.tanh(0.2))),
                predictionWithWeightsOfTenth(keras23, ones(1, 1, 1)),
                1e-6f);
    }

    /** Without the option reset_after, a GRU applies the reset gate before the matrix product, and its bias has one row. */
    @Test
    void earlyGrusResetBeforeTheProduct() {
        String gru = "{'class_name':'GRU','config':{'batch_input_shape':[null,1,1],'units':2%s}}";
        assertEquals(
                Shape.of(6),
                sequential("2.1.0", String.format(gru, "")).getWeights().get(2).shape());
        assertEquals(
                Shape.of(2, 6),
                sequential("2.4.0", String.format(gru, ",'reset_after':true"))
                        .getWeights()
                        .get(2)
                        .shape());
    }

    @Test
    void namesOfKeras1() {
        Model model = sequential(
                "1.0.8",
                "{'class_name':'Convolution2D','config':{'batch_input_shape':[null,8,8,1],'nb_filter':4,'nb_row':3,'nb_col':2,"
                        + "'border_mode':'same','subsample':[2,2],'dim_ordering':'tf','init':'he_normal','bias':true,'activation':'relu',"
                        + "'W_regularizer':{'name':'WeightRegularizer','l1':0.0,'l2':0.01},'b_constraint':{'name':'MaxNorm','m':2,'axis':0},"
                        + "'input_dtype':'float32','name':'convolution2d_1'}},"
                        + "{'class_name':'BatchNormalization','config':{'mode':0,'axis':-1,'epsilon':1e-05,'gamma_init':'one'}},"
                        + "{'class_name':'MaxPooling2D','config':{'pool_size':[2,2],'strides':[2,2],'border_mode':'valid','dim_ordering':'tf'}},"
                        + "{'class_name':'Dropout','config':{'p':0.25}},{'class_name':'Flatten','config':{}},"
                        + "{'class_name':'Dense','config':{'output_dim':3,'input_dim':null,'init':'uniform','activation':'softmax'}}");
        assertEquals(Shape.of(3, 2, 1, 4), model.getWeights().get(0).shape());
        assertEquals(Shape.of(16, 3), model.getWeights().get(6).shape());
        assertTrue(model.toJson().contains("\"rate\":0.25"), model.toJson());
        assertTrue(model.toJson().contains("\"epsilon\":1.0E-5"), model.toJson());
        assertTrue(model.toJson().contains("\"max_value\":2.0"), model.toJson());
    }

    /** The padding of rows and columns, or of each of the four sides. */
    @Test
    void paddingOfKeras1() {
        String padding = "{'class_name':'ZeroPadding2D','config':{'batch_input_shape':[null,4,5,1],'padding':%s}}";
        assertEquals(
                Shape.of(-1, 6, 9, 1),
                sequential("1.2.2", String.format(padding, "[1,2]")).output().shape());
        assertEquals(
                Shape.of(-1, 7, 12, 1),
                sequential("1.2.2", String.format(padding, "[1,2,3,4]"))
                        .output()
                        .shape());
    }

    @Test
    void mergesOfKeras1() {
        Model model = Model.fromJson(("{'class_name':'Model','keras_version':'1.1.0','config':{'name':'m','layers':["
                        + "{'class_name':'InputLayer','name':'a','inbound_nodes':[],'config':{'batch_input_shape':[null,2],'name':'a'}},"
                        + "{'class_name':'Dense','name':'d','inbound_nodes':[[['a',0,0]]],'config':{'output_dim':2,'name':'d'}},"
                        + "{'class_name':'Merge','name':'s','inbound_nodes':[[['a',0,0],['d',0,0]]],'config':{'name':'s','mode':'sum',"
                        + "'mode_type':'raw','concat_axis':-1,'dot_axes':-1,'output_shape':null}},"
                        + "{'class_name':'Merge','name':'c','inbound_nodes':[[['s',0,0],['d',0,0]]],'config':{'name':'c','mode':'concat',"
                        + "'concat_axis':-1,'dot_axes':-1}}],'input_layers':[['a',0,0]],'output_layers':[['c',0,0]]}}")
                .replace('\'', '"'));
        assertEquals(Shape.of(-1, 4), model.output().shape());
        assertEquals(1.3f, predictionWithWeightsOfTenth(model, ones(1, 2)), 1e-6f); // 1 + 0.1 + 0.1 + 0.1
    }

    @Test
    void bidirectionalWithoutItsBackwardLayer() {
        String text =
                "{'class_name':'Bidirectional','config':{'batch_input_shape':[null,3,2],'merge_mode':'concat','layer':"
                        + "{'class_name':'LSTM','config':{'name':'lstm','units':2,'return_sequences':true,'recurrent_activation':'sigmoid'}}}}";
        Model read = sequential("2.2.4", text);
        Model created = new Sequential(new Bidirectional(new LSTM(2).returnSequences(true)).inputShape(3, 2));
        created.setWeights(read.getWeights());
        Tensor x = Tensor.of(new float[] {1, 2, -1, 0.5f, 0.25f, -2}, 1, 3, 2);
        assertArrayEquals(created.predict(x).toArray(), read.predict(x).toArray());
        List<String> names = LayerAccess.sublayers(read.getLayer(0)).stream()
                .map(Layer::name)
                .toList();
        assertEquals(List.of("forward_lstm", "backward_lstm"), names);
    }

    @Test
    void optionsWithoutEffect() {
        sequential(
                "2.2.4",
                "{'class_name':'Embedding','config':{'batch_input_shape':[null,5],'input_dim':9,'output_dim':4,'input_length':5}}");
        Model separable = sequential(
                "2.4.0",
                "{'class_name':'SeparableConv2D','config':{'batch_input_shape':[null,5,5,2],'filters':3,'kernel_size':[2,2],"
                        + "'kernel_initializer':{'class_name':'VarianceScaling','config':{'scale':1.0,'mode':'fan_avg','distribution':'uniform'}},"
                        + "'kernel_regularizer':null,'kernel_constraint':null,'groups':1}},"
                        + "{'class_name':'DepthwiseConv2D','config':{'kernel_size':[2,2],'groups':1,'filters':null,"
                        + "'kernel_initializer':{'class_name':'GlorotUniform','config':{}}}}");
        assertEquals(Shape.of(-1, 3, 3, 3), separable.output().shape());
    }

    @Test
    void aJsonStringThatContainsTheText() {
        String text = new Sequential(new Dense(2).inputShape(3)).toJson();
        String dumped = JsonNodeFactory.instance.textNode(text).toString();
        assertEquals(text, Model.fromJson(dumped).toJson());
    }

    @Test
    void compileConfigOfKeras2() {
        Model model = sequential(
                "2.4.0",
                DENSE,
                ",'compile_config':{'optimizer':{'class_name':'Adam','config':{'name':'Adam','learning_rate':{'class_name':"
                        + "'ExponentialDecay','config':{'initial_learning_rate':0.01,'decay_steps':10,'decay_rate':0.9,'staircase':false,"
                        + "'name':null}},'decay':0.0,'beta_1':0.9,'beta_2':0.999,'epsilon':1e-07,'amsgrad':false}},"
                        + "'loss':{'class_name':'BinaryCrossentropy','config':{'reduction':'auto','name':'binary_crossentropy',"
                        + "'from_logits':true,'label_smoothing':0}},"
                        + "'metrics':[[{'class_name':'MeanMetricWrapper','config':{'name':'acc','dtype':'float32','fn':'binary_accuracy'}}]],"
                        + "'weighted_metrics':null,'loss_weights':null,'sample_weight_mode':null}");
        assertEquals(List.of(), warnings);
        assertTrue(model.isCompiled());
        assertTrue(model.optimizer().followsSchedule());
        assertTrue(model.evaluate(ones(1, 2), ones(1, 1)).metrics().containsKey("acc"));
    }

    @Test
    void anUnknownLossLeavesTheModelUncompiled() {
        for (String loss : List.of(
                "'my_loss'",
                "{'class_name':'function','config':'my_loss','module':'builtins','registered_name':'function'}",
                "{'class_name':'MyLoss','config':{},'module':'my','registered_name':'my>MyLoss'}")) {
            warnings.clear();
            Model model = sequential("", DENSE, ",'compile_config':{'optimizer':'adam','loss':" + loss + "}");
            assertFalse(model.isCompiled());
            assertEquals(1, warnings.size());
            assertTrue(warnings.get(0).startsWith("the JSON text: read, but not compiled."), warnings.get(0));
            assertTrue(warnings.get(0).toLowerCase().replace("_", "").contains("myloss"), warnings.get(0));
        }
    }

    @Test
    void aMetricThatDoesNotFitLeavesTheModelUncompiled() {
        Model model =
                sequential("", DENSE, ",'compile_config':{'optimizer':'adam','loss':'mse','metrics':['my_metric']}");
        assertFalse(model.isCompiled());
        assertTrue(warnings.get(0).contains("my_metric"), warnings.get(0));
        warnings.clear();
        assertFalse(sequential("", DENSE, ",'compile_config':{'optimizer':'adam','loss':['mse','mae']}")
                .isCompiled());
        assertEquals(1, warnings.size());
    }

    @Test
    void pythonCodeCannotRun() {
        for (String function : List.of(
                "{'class_name':'__lambda__','config':{'code':'4wEAAAA=','defaults':null,'closure':null}}",
                "['4wEAAAA=',null,null],'function_type':'lambda','output_shape':null,'output_shape_type':'raw','arguments':{}")) {
            String message =
                    refusal(DENSE + ",{'class_name':'Lambda','config':{'name':'twice','function':" + function + "}}");
            assertTrue(
                    message.contains("the layer \"twice\" is Python code (a Lambda), which cannot run here."), message);
            assertTrue(message.length() < 600, message);
        }
        String named = refusal(DENSE + ",{'class_name':'Lambda','config':{'name':'twice','function':"
                + "{'class_name':'function','config':'double_it','module':'builtins','registered_name':'function'}}}");
        assertTrue(named.contains("calls the Python function \"double_it\""), named);
        String keras2 = refusal(DENSE + ",{'class_name':'Lambda','config':{'name':'twice','function':'double_it',"
                + "'function_type':'function'}}");
        assertTrue(keras2.contains("calls the Python function \"double_it\""), keras2);
    }

    @Test
    void theMessageForASubclassedModelHasAdvice() {
        String message = assertThrows(
                        ModelFormatException.class,
                        () -> Model.fromJson("{\"module\":\"vae\",\"class_name\":\"VAE\",\"config\":{}}"))
                .getMessage();
        assertTrue(message.contains("got \"VAE\", a class of Python code"), message);
        assertTrue(message.contains("keras.Model(inputs, outputs)"), message);
    }

    /** An operation that may compute masks is refused if a layer reads its result as data. */
    @Test
    void maskOperationsThatComputeDataAreReported() {
        String tensor =
                "{'class_name':'__keras_tensor__','config':{'shape':[null,2],'dtype':'float32','keras_history':['%s',0,0]}}";
        String call = "'inbound_nodes':[{'args':[" + tensor + "],'kwargs':{}}]";
        String text = "{'class_name':'Functional','config':{'name':'m','layers':["
                + "{'module':'keras.layers','class_name':'InputLayer','name':'x','inbound_nodes':[],'config':{'batch_shape':[null,2],'name':'x'}},"
                + "{'module':'keras.src.ops.numpy','class_name':'ExpandDims','name':'expand','config':{'name':'expand','axis':1},"
                + String.format(call, "x") + "},"
                + "{'module':'keras.layers','class_name':'Flatten','name':'flat','config':{'name':'flat'},"
                + String.format(call, "expand")
                + "}],'input_layers':['x',0,0],'output_layers':['%s',0,0]}}";
        for (String output : List.of("flat", "expand")) {
            String json = text.replace("%s", output).replace('\'', '"');
            String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(json))
                    .getMessage();
            assertTrue(message.contains("\"expand\" is the bare operation ExpandDims of keras.ops"), message);
        }
    }

    /** Keras orders the inputs in a dictionary by their names, and passes a single initial state without a list. */
    @Test
    void dictionariesAndSingleStates() {
        String tensor =
                "{'class_name':'__keras_tensor__','config':{'shape':[null,2],'dtype':'float32','keras_history':['%s',0,0]}}";
        String inner = "{'class_name':'Functional','name':'inner','config':{'name':'inner','layers':["
                + "{'class_name':'InputLayer','name':'b','inbound_nodes':[],'config':{'batch_shape':[null,3,2],'name':'b'}},"
                + "{'class_name':'InputLayer','name':'a','inbound_nodes':[],'config':{'batch_shape':[null,4],'name':'a'}},"
                + "{'class_name':'GRU','name':'g','config':{'name':'g','units':4},'inbound_nodes':[{'args':["
                + String.format(tensor, "b") + "],'kwargs':{'initial_state':" + String.format(tensor, "a") + "}}]}],"
                + "'input_layers':{'b':['b',0,0],'a':['a',0,0]},'output_layers':['g',0,0]},'inbound_nodes':[{'args':[{'b':"
                + String.format(tensor, "q") + ",'a':" + String.format(tensor, "p")
                + "}],'kwargs':{'mask':{'b':null,'a':null}}}]}";
        String text = "{'class_name':'Functional','config':{'name':'m','layers':["
                + "{'class_name':'InputLayer','name':'p','inbound_nodes':[],'config':{'batch_shape':[null,4],'name':'p'}},"
                + "{'class_name':'InputLayer','name':'q','inbound_nodes':[],'config':{'batch_shape':[null,3,2],'name':'q'}},"
                + inner
                + "],'input_layers':[['p',0,0],['q',0,0]],'output_layers':['inner',1,0]}}";
        Model model = Model.fromJson(text.replace('\'', '"'));
        assertEquals(
                List.of(Shape.of(-1, 4), Shape.of(-1, 3, 2)),
                ((Model) model.getLayer("inner"))
                        .inputs().stream().map(s -> s.shape()).toList());
        assertEquals(Shape.of(-1, 4), model.output().shape());
    }
}
