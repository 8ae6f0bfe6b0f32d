package io.millrace.suite;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which uses of what Flink calls internal are borne, and why. The list is to get shorter, not longer. */
final class Borne {
    static final Map<FlinkApi.Use, String> ALL = Stream.of(
                    borne(
                            "api.common.typeutils.base.array.BytePrimitiveArraySerializer",
                            "bytes in state and on the wire; the public type information makes the same",
                            "operators.AveragingMessages"),
                    borne(
                            "api.dag.Transformation",
                            "aggregation before the shuffle needs the stream that was keyed, which a keyed stream does not give",
                            "common.window.WindowBuilder"),
                    borne(
                            "connector.kafka.sink.KafkaRecordSerializationSchema$KafkaSinkContext",
                            "a parameter of a public interface's method, not used",
                            "connectors.kafka.DeadLetterSerializer",
                            "connectors.kafka.RecordSerializationSchema"),
                    borne(
                            "connector.kafka.source.KafkaSourceOptions",
                            "the names of documented properties, as constants",
                            "connectors.kafka.KafkaSourceConnector",
                            "connectors.kafka.SourceOptions"),
                    borne(
                            "runtime.execution.Environment",
                            "the task's own, where an operator of a coordinator asks it what was sent",
                            "operators.AveragingOperator"),
                    borne(
                            "runtime.jobgraph.OperatorID",
                            "which coordinator a message is for",
                            "operators.AveragingCoordinator",
                            "operators.AveragingOperatorFactory",
                            "operators.CoordinatorLink"),
                    borne(
                            "runtime.jobgraph.tasks.TaskOperatorEventGateway",
                            "the way from a task to its coordinator; there is no public one",
                            "operators.CoordinatorLink"),
                    borne(
                            "runtime.operators.coordination.CoordinationRequest",
                            "averaging is done by an operator coordinator, of which there is no public kind; AveragedLearningRecoveryTest would notice a change",
                            "operators.AveragingCoordinator",
                            "operators.AveragingMessages"),
                    borne(
                            "runtime.operators.coordination.CoordinationRequestHandler",
                            "the same",
                            "operators.AveragingCoordinator"),
                    borne(
                            "runtime.operators.coordination.CoordinationResponse",
                            "the same",
                            "operators.AveragingCoordinator",
                            "operators.AveragingMessages",
                            "operators.CoordinatorLink"),
                    borne(
                            "runtime.operators.coordination.OperatorCoordinator",
                            "the same",
                            "operators.AveragingCoordinator"),
                    borne(
                            "runtime.operators.coordination.OperatorCoordinator$Context",
                            "the same",
                            "operators.AveragingCoordinator"),
                    borne(
                            "runtime.operators.coordination.OperatorCoordinator$Provider",
                            "the same",
                            "operators.AveragingCoordinator",
                            "operators.AveragingOperatorFactory"),
                    borne(
                            "runtime.operators.coordination.OperatorCoordinator$SubtaskGateway",
                            "the same",
                            "operators.AveragingCoordinator"),
                    borne(
                            "runtime.operators.coordination.OperatorEvent",
                            "the same",
                            "operators.AveragingCoordinator",
                            "operators.AveragingMessages",
                            "operators.CoordinatorLink"),
                    borne(
                            "runtime.operators.coordination.OperatorEventDispatcher",
                            "the same",
                            "operators.AveragingOperatorFactory"),
                    borne(
                            "runtime.state.KeyGroupRange",
                            "which key groups are a subtask's, by which models are counted",
                            "operators.ModelCounts"),
                    borne(
                            "runtime.state.KeyGroupRangeAssignment",
                            "the key group of a key: parts of a hot key are to differ in it, models are counted by it",
                            "common.partition.HotKeySplitter",
                            "operators.AveragedLearning",
                            "operators.ModelCounts"),
                    borne(
                            "runtime.state.KeyedStateBackend",
                            "all keys of a subtask, to export all models; nothing public lists them outside a broadcast function",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedServingOperator"),
                    borne(
                            "runtime.state.VoidNamespace",
                            "the namespace of timers that need none",
                            "common.cached.CachedOperator",
                            "common.cached.FunctionContext",
                            "common.window.WindowOperator",
                            "common.window.WindowRuntime",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedModels",
                            "operators.KeyedServingOperator",
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
                    borne(
                            "runtime.state.VoidNamespaceSerializer",
                            "its serializer",
                            "common.cached.CachedOperator",
                            "common.window.WindowOperator",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedServingOperator",
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
                    borne(
                            "runtime.state.heap.HeapKeyedStateBackend",
                            "whether state holds live objects; nothing public tells the heap from the heap with a changelog",
                            "common.cached.Backing"),
                    borne(
                            "runtime.taskmanager.TaskManagerRuntimeInfo",
                            "the limit of one message between task and coordinator",
                            "operators.AveragingOperator"),
                    borne(
                            "runtime.throwable.ThrowableAnnotation",
                            "the only way to tell Flink not to restart a job; a test runs such a job",
                            "common.edge.TooManyBadRecordsException",
                            "operators.ModelTooLargeException"),
                    borne(
                            "runtime.throwable.ThrowableType",
                            "the annotation's value",
                            "common.edge.TooManyBadRecordsException",
                            "operators.ModelTooLargeException"),
                    borne(
                            "streaming.api.datastream.DataStream.getTransformation",
                            "the same",
                            "common.window.WindowBuilder",
                            "operators.AveragedLearning"),
                    borne(
                            "streaming.api.datastream.KeyedStream.getKeySelector",
                            "the operator finds a record's key by itself",
                            "common.window.WindowBuilder"),
                    borne(
                            "streaming.api.datastream.KeyedStream.getKeyType",
                            "results carry the key, whose type the user has told the stream already",
                            "common.running.Running",
                            "common.window.WindowBuilder"),
                    borne(
                            "streaming.api.environment.StreamExecutionEnvironment.getConfiguration",
                            "which execution mode the job has: a spread model stays in one subtask in batch execution",
                            "operators.GlobalLearning"),
                    borne(
                            "streaming.api.graph.StreamConfig",
                            "a parameter of an operator factory's method, for the operator's id",
                            "operators.AveragingOperatorFactory"),
                    borne(
                            "streaming.api.operators.AbstractStreamOperator.getProcessingTimeService",
                            "the clock and its timers, that an operator without keys has no public way to",
                            "common.window.PreAggregateOperator",
                            "common.window.WindowOperator",
                            "operators.AveragingEndOperator",
                            "operators.AveragingOperator"),
                    borne(
                            "streaming.api.operators.AbstractStreamOperator.getRuntimeContext",
                            "a function's context, the subtask's number and parallelism: Flink's own operators hand out the same",
                            "common.cached.CachedOperator",
                            "operators.AveragingOperator",
                            "operators.DealingOperator",
                            "operators.GlobalServingOperator",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedServingOperator",
                            "operators.MembersOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.api.operators.CoordinatedOperatorFactory",
                            "the same",
                            "operators.AveragingOperatorFactory"),
                    borne(
                            "streaming.api.operators.InternalTimer",
                            "what an operator's timers hand out; there is no public kind",
                            "common.cached.CachedOperator",
                            "common.window.WindowOperator",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedServingOperator",
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.api.operators.InternalTimerService",
                            "an operator's timers; there is no public kind",
                            "common.cached.FunctionContext",
                            "common.window.WindowOperator",
                            "common.window.WindowRuntime",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedModels",
                            "operators.KeyedServingOperator",
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.api.operators.StreamingRuntimeContext",
                            "the same",
                            "operators.AveragingOperator",
                            "operators.DealingOperator",
                            "operators.GlobalServingOperator",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedServingOperator",
                            "operators.MembersOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.api.operators.Triggerable",
                            "what an operator's timers call",
                            "common.cached.CachedOperator",
                            "common.window.WindowOperator",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedServingOperator",
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.api.transformations.PartitionTransformation",
                            "examples are dealt to subtasks by their numbers, which no public partitioning does without a key",
                            "operators.AveragedLearning"),
                    borne(
                            "streaming.runtime.partitioner.KeyGroupStreamPartitioner",
                            "the same",
                            "operators.AveragedLearning"),
                    borne(
                            "streaming.runtime.streamrecord.StreamRecord",
                            "what an operator of Flink's public interfaces is handed, and its output is given",
                            "common.cached.CachedOperator",
                            "common.cached.FunctionContext",
                            "common.edge.DeadLetterSplit",
                            "common.window.PartialWindowOperator",
                            "common.window.PreAggregateOperator",
                            "common.window.RecordWindowOperator",
                            "common.window.WindowOperator",
                            "common.window.WindowOutput",
                            "common.window.WindowRuntime",
                            "operators.AveragingEndOperator",
                            "operators.AveragingOperator",
                            "operators.CombineOperator",
                            "operators.DealingOperator",
                            "operators.EvaluateAllOperator",
                            "operators.GlobalOperator",
                            "operators.GlobalServingOperator",
                            "operators.HeldRecord",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedModels",
                            "operators.KeyedServingOperator",
                            "operators.LabelJoinOperator",
                            "operators.LearnOnRequestOperator",
                            "operators.LearnOperator",
                            "operators.MembersOperator",
                            "operators.OrderOperator",
                            "operators.SequenceOperator",
                            "operators.ServingOperator",
                            "operators.SingleModelOperator",
                            "operators.Ties"),
                    borne(
                            "streaming.runtime.tasks.StreamTask",
                            "what an operator's factory hands it",
                            "operators.AveragingOperator"),
                    borne(
                            "streaming.runtime.watermarkstatus.WatermarkStatus",
                            "idleness of an input: what waits is sent first, an input without watermarks does not hold back the other's, Flink drops the last watermark of an idle source",
                            "common.edge.DeadLetterSplit",
                            "common.window.PreAggregateOperator",
                            "operators.GlobalOperator",
                            "operators.LearnOnRequestOperator",
                            "operators.ServingOperator"),
                    borne("util.ExceptionUtils", "the cause of a failed answer", "operators.CoordinatorLink"),
                    borne(
                            "util.SerializedValue",
                            "how a message to a coordinator is wrapped",
                            "operators.CoordinatorLink"))
            .flatMap(same -> same)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Borne() {}

    private static Stream<Map.Entry<FlinkApi.Use, String>> borne(String of, String reason, String... by) {
        return Arrays.stream(by)
                .map(user -> Map.entry(new FlinkApi.Use("io.millrace." + user, "org.apache.flink." + of), reason));
    }
}
