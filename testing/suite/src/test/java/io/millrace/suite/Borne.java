package io.millrace.suite;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which uses of what Flink calls internal are borne, and why. The list is to get shorter, not longer. */
final class Borne {
    static final Map<FlinkApi.Use, String> ALL = Stream.of(
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
                            "runtime.state.KeyGroupRange",
                            "which key groups are a subtask's, by which models are counted",
                            "operators.ModelCounts"),
                    borne(
                            "runtime.state.KeyGroupRangeAssignment",
                            "the key group of a key: parts of a hot key are to differ in it, models are counted by it",
                            "common.partition.HotKeySplitter",
                            "operators.ModelCounts"),
                    borne(
                            "runtime.state.KeyedStateBackend",
                            "all keys of a subtask, to export all models; nothing public lists them outside a broadcast function",
                            "operators.KeyedLearningOperator"),
                    borne(
                            "runtime.state.VoidNamespace",
                            "the namespace of timers that need none",
                            "common.cached.CachedOperator",
                            "common.cached.FunctionContext",
                            "common.window.WindowOperator",
                            "common.window.WindowRuntime",
                            "operators.KeyedLearningOperator",
                            "operators.KeyedModels",
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
                    borne(
                            "runtime.state.VoidNamespaceSerializer",
                            "its serializer",
                            "common.cached.CachedOperator",
                            "common.window.WindowOperator",
                            "operators.KeyedLearningOperator",
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
                    borne(
                            "runtime.state.heap.HeapKeyedStateBackend",
                            "whether state holds live objects; nothing public tells the heap from the heap with a changelog",
                            "common.cached.Backing"),
                    borne(
                            "runtime.throwable.ThrowableAnnotation",
                            "the only way to tell Flink not to restart a job; a test runs such a job",
                            "common.edge.TooManyBadRecordsException"),
                    borne(
                            "runtime.throwable.ThrowableType",
                            "the annotation's value",
                            "common.edge.TooManyBadRecordsException"),
                    borne(
                            "streaming.api.datastream.DataStream.getTransformation",
                            "the same",
                            "common.window.WindowBuilder"),
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
                            "streaming.api.operators.AbstractStreamOperator.getProcessingTimeService",
                            "the clock and its timers, that an operator without keys has no public way to",
                            "common.window.PreAggregateOperator",
                            "common.window.WindowOperator"),
                    borne(
                            "streaming.api.operators.AbstractStreamOperator.getRuntimeContext",
                            "a function's context, the subtask's number and parallelism: Flink's own operators hand out the same",
                            "common.cached.CachedOperator",
                            "operators.KeyedLearningOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.api.operators.InternalTimer",
                            "what an operator's timers hand out; there is no public kind",
                            "common.cached.CachedOperator",
                            "common.window.WindowOperator",
                            "operators.KeyedLearningOperator",
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
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.api.operators.StreamingRuntimeContext",
                            "the same",
                            "operators.KeyedLearningOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.api.operators.Triggerable",
                            "what an operator's timers call",
                            "common.cached.CachedOperator",
                            "common.window.WindowOperator",
                            "operators.KeyedLearningOperator",
                            "operators.LabelJoinOperator",
                            "operators.OrderOperator"),
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
                            "operators.KeyedLearningOperator",
                            "operators.KeyedModels",
                            "operators.LabelJoinOperator",
                            "operators.LearnOnRequestOperator",
                            "operators.LearnOperator",
                            "operators.OrderOperator"),
                    borne(
                            "streaming.runtime.watermarkstatus.WatermarkStatus",
                            "idleness of an input: what waits is sent first, an input without watermarks does not hold back the other's, Flink drops the last watermark of an idle source",
                            "common.edge.DeadLetterSplit",
                            "common.window.PreAggregateOperator",
                            "operators.LearnOnRequestOperator"))
            .flatMap(same -> same)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Borne() {}

    private static Stream<Map.Entry<FlinkApi.Use, String>> borne(String of, String reason, String... by) {
        return Arrays.stream(by)
                .map(user -> Map.entry(new FlinkApi.Use("io.millrace." + user, "org.apache.flink." + of), reason));
    }
}
