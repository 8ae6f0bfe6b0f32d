package io.millrace.benchmarks;

import com.yahoo.labs.samoa.instances.Attribute;
import com.yahoo.labs.samoa.instances.DenseInstance;
import com.yahoo.labs.samoa.instances.Instance;
import com.yahoo.labs.samoa.instances.Instances;
import com.yahoo.labs.samoa.instances.InstancesHeader;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A data set as MOA has it: the same numbers, with the target last.
 */
record MoaData(InstancesHeader header, Instance[] instances) {
    /**
     * The same data.
     *
     * @param filled whether missing values are 0 instead
     */
    static MoaData of(Dataset data, boolean filled) {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < data.schema().size(); i++) {
            attributes.add(attribute("x" + i, data.schema().nominal(i) ? categories(data, i) : 0));
        }
        boolean classes = data.task() == Task.CLASSIFICATION;
        attributes.add(attribute("y", classes ? data.classes().size() : 0));
        InstancesHeader header = new InstancesHeader(new Instances("data", attributes, 0));
        header.setClassIndex(attributes.size() - 1);
        Instance[] instances = new Instance[data.rows()];
        for (int row = 0; row < instances.length; row++) {
            double[] values = Arrays.copyOf(data.features()[row], attributes.size());
            for (int i = 0; i < values.length && filled; i++) {
                values[i] = Double.isNaN(values[i]) ? 0 : values[i];
            }
            values[attributes.size() - 1] = classes ? data.labels()[row] : data.targets()[row];
            instances[row] = new DenseInstance(1, values);
            instances[row].setDataset(header);
        }
        return new MoaData(header, instances);
    }

    private static int categories(Dataset data, int feature) {
        double most = 0;
        for (double[] row : data.features()) {
            most = row[feature] > most ? row[feature] : most;
        }
        return (int) most + 1;
    }

    private static Attribute attribute(String name, int values) {
        return values == 0
                ? new Attribute(name)
                : new Attribute(
                        name, IntStream.range(0, values).mapToObj(i -> "v" + i).toList());
    }
}
