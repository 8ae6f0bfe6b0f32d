package io.millrace.benchmarks;

import io.millrace.learners.Snapshots;
import io.millrace.operators.Example;
import io.millrace.operators.Model;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.Models;
import io.millrace.operators.Prediction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** A model for each key as one writes it by hand: its bytes in a {@code ValueState}, read and written for each record. */
final class TreeInValueState extends KeyedProcessFunction<String, Example, Prediction> {
    private static final long serialVersionUID = 1L;
    /** The models to begin with; in the JVM of the benchmark alone. */
    private static Map<String, byte[]> trained = Map.of();

    private final ModelSpec spec;
    private transient Models models;
    private transient ValueState<byte[]> state;

    TreeInValueState(ModelSpec spec) {
        this.spec = spec;
    }

    /** Trains the models to begin with on examples 0 to below this one; returns their mean size in bytes. */
    static double train(ModelSpec spec, TreeRows rows, long examples) throws IOException {
        Models models = new Models(spec);
        Map<String, Model> live = new HashMap<>();
        for (long number = 0; number < examples; number++) {
            live.computeIfAbsent(rows.key(number), key -> models.create()).learn(rows.example(number));
        }
        Map<String, byte[]> all = new HashMap<>();
        for (Map.Entry<String, Model> each : live.entrySet()) {
            all.put(each.getKey(), bytes(models, each.getValue()));
        }
        trained = all;
        return all.values().stream().mapToInt(bytes -> bytes.length).average().orElse(0);
    }

    private static byte[] bytes(Models models, Model model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Snapshots.writeBody(out -> models.write(model, out), new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Override
    public void open(OpenContext context) {
        models = new Models(spec);
        state = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("tree", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void processElement(Example example, Context context, Collector<Prediction> out) throws Exception {
        byte[] bytes = state.value();
        if (bytes == null) {
            bytes = trained.get(example.key());
        }
        Model model = bytes == null
                ? models.create()
                : Snapshots.readBody(new DataInputStream(new ByteArrayInputStream(bytes)), models::read);
        out.collect(model.predict(example));
        model.learn(example);
        state.update(bytes(models, model));
    }
}
