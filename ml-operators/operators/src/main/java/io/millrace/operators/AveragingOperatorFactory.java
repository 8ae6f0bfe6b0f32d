package io.millrace.operators;

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operators that learn models to be averaged, and their coordinator. */
final class AveragingOperatorFactory extends AbstractStreamOperatorFactory<Prediction>
        implements OneInputStreamOperatorFactory<Dealt, Prediction>, CoordinatedOperatorFactory<Prediction> {
    private static final long serialVersionUID = 1L;

    private final ModelSpec spec;
    private final LearningSettings settings;
    private final int every;

    AveragingOperatorFactory(ModelSpec spec, LearningSettings settings, int every) {
        this.spec = spec;
        this.settings = settings;
        this.every = every;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends StreamOperator<Prediction>> T createStreamOperator(
            StreamOperatorParameters<Prediction> parameters) {
        // Flink asks for a handler of events, though none is ever sent.
        parameters
                .getOperatorEventDispatcher()
                .registerEventHandler(parameters.getStreamConfig().getOperatorID(), event -> {
                    throw new IllegalStateException("no event was expected: " + event);
                });
        return (T) new AveragingOperator(parameters, spec, settings, every);
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID operator) {
        return new AveragingCoordinator.Provider(operator, spec);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return AveragingOperator.class;
    }
}
