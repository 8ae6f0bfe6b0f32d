package io.millrace.jobs.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.job.Job;
import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a configuration is one line before the job starts, and names the option. */
class LearningOptionsTest {
    private static final Job JOB = new OnlineRegressionJob();
    private static final String LABELS = "fields.id=id;labels.type=kafka;labels.kafka.topics=l;"
            + "labels.kafka.bootstrap-servers=localhost:1;labels.wait=1 h";
    private static final String SERVE =
            "serve.type=kafka;serve.kafka.topics=m;serve.kafka.bootstrap-servers=localhost:1";

    private static Settings settings(String options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--source.type=kafka", "--source.kafka.topics=t", "--source.kafka.bootstrap-servers=localhost:1"));
        for (String option : options.split(";", -1)) {
            arguments.removeIf(before -> before.startsWith("--" + option.substring(0, option.indexOf('=') + 1)));
            arguments.add("--" + option);
        }
        return Settings.parse(JobOptions.of(JOB), arguments.toArray(String[]::new));
    }

    private static List<String> uids(String options) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        Jobs.wire(JOB, settings(options), environment);
        return environment.getStreamGraph(false).getStreamNodes().stream()
                .map(StreamNode::getTransformationUID)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order=arrival|fields.features is required and not set",
                "source.format=csv|fields.features is required and not set",
                "source.format=csv;source.csv.columns=target|fields.features is required and not set",
                "source.format=text;fields.features=a|source.format: 'text' is not allowed; allowed: json or csv",
                "source.type=tcp;source.tcp.port=1;source.tcp.host=h;fields.features=a|source.format: 'text' is not allowed",
                "fields.features=a,b,a|field 'a' is named twice: by fields.features and by fields.features",
                "fields.features=a,target|field 'target' is named twice: by fields.features and by fields.target",
                "fields.features=a;fields.key=a|field 'a' is named twice: by fields.features and by fields.key",
                "fields.features=a;fields.key=k;fields.id=k|field 'k' is named twice: by fields.id and by fields.key",
                "fields.features=a;fields.key=value|fields.key: 'value' is not allowed; allowed: none of the predictions' own",
                "fields.features=a;fields.id=model_records|fields.id: 'model_records' is not allowed",
                "fields.features=colour,size;fields.nominal=color|fields.nominal: 'color' is not allowed; allowed: one of the"
                        + " features; the nearest is 'colour'",
                "fields.features=a;learner.name=recursive-least-square|learner.name: 'recursive-least-square' is not allowed;"
                        + " allowed: a regressor; the nearest is 'recursive-least-squares'",
                "fields.features=a;learner.name=logistic-regression|allowed: a regressor, and it is not one; one of",
                "fields.features=a;learner.name=sgd;learner.parameters.l3=1|learner.parameters of learner 'sgd': there is no"
                        + " parameter l3",
                "fields.features=a;learner.name=knn;learner.parameters.neighbours=0|learner.parameters of learner 'knn': neighbours",
                "fields.features=a;labels.wait=1 h|fields.id is required and not set",
                "fields.features=a;fields.id=i;labels.target=t|labels.target has no meaning without labels.type",
                "fields.features=a;fields.id=i;labels.wait=0 s|labels.wait: '0 s' is not allowed; allowed: duration, at least",
                "fields.features=a;fields.id=i;labels.type=kafka;labels.kafka.topics=l;labels.kafka.bootstrap-servers=h:1"
                        + "|labels.wait is required and not set: how long",
                "fields.features=a;fields.id=i;labels.wait=1 h;labels.type=kafka|labels.kafka.bootstrap-servers is required",
                "fields.features=a;labels.type=carrier-pigeon|labels.type: 'carrier-pigeon' is not allowed",
                "fields.features=a;order=event-time|order: event-time needs the event times of fields.time",
                "fields.features=a;models.idle=1 h|models.idle has no meaning without fields.key",
                "fields.features=a;models.max=5|models.max has no meaning without fields.key",
                "fields.features=a;evaluation.per-model=true|evaluation.per-model has no meaning without fields.key",
                "fields.features=a;fields.key=k;models.average-every=5|models.average-every contradicts fields.key",
                "fields.features=a;evaluation.drift-detector=adwim|evaluation.drift-detector: 'adwim' is not allowed; allowed:"
                        + " none or one of adwin, page-hinkley, ddm, eddm, kswin; the nearest is 'adwin'",
                "fields.features=a;evaluation.fading=1|evaluation.fading: '1' is not allowed",
                "fields.features=a;warm-start.type=tcp|warm-start.type: 'tcp' is not allowed; allowed: what is read whole where"
                        + " the job begins: one of files, kafka",
                "fields.features=a;warm-start.type=files;warm-start.files.paths=/x;warm-start.files.watch=true"
                        + "|warm-start.files.watch has no meaning here",
                "fields.featurs=a|the nearest known key is 'fields.features'",
            })
    void whatIsWrongIsOneLine(String options, String message) {
        assertThatThrownBy(() -> uids(options))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void labelsOfTheirOwnNeedTheTimeThatRecordsHave() {
        assertThatThrownBy(() -> uids("fields.features=a;labels.time=at;" + LABELS))
                .isInstanceOf(OptionException.class)
                .hasMessage("labels.time needs fields.time: records and labels wait for each other by one time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models.export-at-end=true",
                "export-requests.type=tcp;export-requests.tcp.host=h;export-requests.tcp.port=1",
                "order=event-time"
            })
    void aJobThatServesLearnsNothing(String learning) {
        assertThatThrownBy(() -> uids("fields.features=a;" + SERVE + ";" + learning))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(" contradicts serve.type: a job that serves another's models predicts, and learns"
                        + " nothing");
    }

    @Test
    void featuresOfATableAreAllColumnsThatNothingElseUses() {
        assertThat(uids("source.format=csv;source.csv.columns=a,b,target,k;fields.key=k;evaluation.every=0"))
                .contains("source", "learn", "sink-results-console");
        assertThatThrownBy(() -> uids("source.format=csv;source.csv.columns=a,b,k;fields.key=k"))
                .hasMessage("source.format: no CSV column is named 'target'; columns are [a, b, k]");
        assertThatThrownBy(() -> uids("source.format=csv;source.csv.columns=a,b,target;fields.features=a,c"))
                .hasMessage("source.format: no CSV column is named 'c'; columns are [a, b, target]");
    }

    @Test
    void outputsAreThoseThatCanOccur() {
        assertThat(outputs("fields.features=a")).containsExactly("evaluation", "drift");
        assertThat(outputs("fields.features=a;evaluation.drift-detector=none")).containsExactly("evaluation");
        assertThat(outputs("fields.features=a;evaluation.every=0")).isEmpty();
        assertThat(outputs("fields.features=a;fields.key=k;evaluation.every=0")).containsExactly("refused");
        assertThat(outputs("fields.features=a;models.export-interval=1 h;evaluation.every=0"))
                .containsExactly("models");
        assertThat(outputs("fields.features=a;models.export-at-end=true;evaluation.every=0"))
                .containsExactly("models");
        assertThat(outputs("fields.features=a;export-requests.type=kafka;evaluation.every=0"))
                .containsExactly("models");
        assertThat(outputs("fields.features=a;evaluation.every=0;" + LABELS))
                .containsExactly("unlabelled", "unmatched-labels");
        assertThat(outputs("fields.features=a;" + SERVE)).containsExactly("refused", "rejected-models");
        assertThat(outputs("fields.features=a;fields.target=y;" + SERVE))
                .containsExactly("evaluation", "drift", "refused", "rejected-models");
        assertThat(outputs("fields.features=a;evaluation.drift-detector=none;" + LABELS + ";" + SERVE))
                .containsExactly("evaluation", "refused", "rejected-models");
    }

    private static List<String> outputs(String options) {
        Settings settings = settings(options);
        return JOB.sideOutputs().stream()
                .filter(output -> JOB.writes(output, settings))
                .toList();
    }

    @Test
    void onlyTheLatestOfEachModelMatters() {
        OnlineRegressionJob job = new OnlineRegressionJob();
        assertThat(job.sideOutputs()).filteredOn(job::onlyLatestMatters).containsExactly("models");
    }

    @Test
    void everyOperatorHasAUidOfItsOwn() {
        for (String options : List.of(
                "fields.features=a;evaluation.every=0",
                "fields.features=a;fields.key=k;evaluation.every=0;" + LABELS,
                "fields.features=a;fields.key=k;fields.time=t;order=event-time;evaluation.every=0;"
                        + "fields.id=id;labels.wait=1 h")) {
            assertThat(uids(options))
                    .doesNotContainNull()
                    .doesNotHaveDuplicates()
                    .contains("source", "learn");
        }
    }

    @Test
    void soHasEveryOneOfAJobThatServes() {
        assertThat(uids("fields.features=a;" + SERVE))
                .doesNotContainNull()
                .doesNotHaveDuplicates()
                .contains("source", "serve", "input-serve", "sink-rejected-models-console");
    }

    @Test
    void helpTellsOfAllThatIsReadAndWritten() {
        assertThat(Jobs.help(JOB))
                .startsWith("online-regression: predicts a number for each record")
                .contains("fields.features", "learner.parameters.NAME", "labels.kafka.topics", "warm-start.files.paths")
                .contains("serve.kafka.topics", "models.export-interval", "models.kafka.topic", "unmatched-labels.type")
                .doesNotContain("warm-start.tcp");
    }
}
