package io.millrace.common.job;

import io.millrace.common.connect.Connectors;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.OptionsReference;
import io.millrace.common.options.Settings;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configures, checks and starts jobs. */
public final class Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    /** What jobs decide themselves, and so is not for {@link JobOptions#FLINK}. */
    private static final Map<String, String> OWN_SETTINGS = Map.of(
            PipelineOptions.GENERIC_TYPES.key(),
            "not set: always false",
            PipelineOptions.AUTO_GENERATE_UIDS.key(),
            "not set: always false",
            PipelineOptions.OBJECT_REUSE.key(),
            "not set: always true",
            PipelineOptions.MAX_PARALLELISM.key(),
            "not set: use " + JobOptions.MAX_PARALLELISM.key(),
            ExecutionOptions.RUNTIME_MODE.key(),
            "not set: use " + JobOptions.MODE.key(),
            CoreOptions.DEFAULT_PARALLELISM.key(),
            "not set: use " + JobOptions.PARALLELISM.key());

    private Jobs() {}

    /**
     * Runs a job: {@code --help} prints its options; else options are read and checked, the outside world is looked at,
     * and the job is submitted to the environment that Flink's launcher set up, or run in this JVM without one.
     *
     * @throws io.millrace.common.options.OptionException for options that are wrong, before anything starts
     * @throws Exception what Flink throws when the job fails
     */
    public static void main(Job job, String[] args) throws Exception {
        if (Arrays.asList(args).contains("--help")) {
            System.out.println(help(job));
            return;
        }
        Settings settings = settings(job, args);
        Outputs outputs = check(job, settings);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration(settings));
        JobContext context = wire(job, settings, environment, outputs);
        // Not before everything is wired: a record format may refuse what no single option can know.
        for (String input : JobOptions.inputs(job, settings)) {
            JobOptions.sourceConnector(settings, input).preflight(settings, input);
        }
        outputs.preflight(settings);
        LOG.info("{} starts with {}", context.jobName(), settings.effective());
        environment.execute(context.jobName());
    }

    /** The settings that arguments and files give; {@code job.name} is the job's own name where they give none. */
    static Settings settings(Job job, String... args) {
        OptionSet options = JobOptions.of(job);
        Settings given = Settings.parse(options, args);
        if (given.isSet(JobOptions.NAME)) {
            return given;
        }
        String[] named = Arrays.copyOf(args, args.length + 2);
        named[args.length] = "--" + JobOptions.NAME.key();
        named[args.length + 1] = job.name();
        return Settings.parse(options, named);
    }

    /** The text of {@code --help}. */
    public static String help(Job job) {
        String title = job.name() + (job.description().isEmpty() ? "" : ": " + job.description());
        return OptionsReference.help(title, JobOptions.of(job));
    }

    /** Checks settings and wires a job into an environment, without looking outside and without starting it. */
    public static JobContext wire(Job job, Settings settings, StreamExecutionEnvironment environment) {
        return wire(job, settings, environment, check(job, settings));
    }

    private static JobContext wire(
            Job job, Settings settings, StreamExecutionEnvironment environment, Outputs outputs) {
        environment.configure(configuration(settings));
        JobContext context = new JobContext(job, settings, environment, outputs);
        job.wire(context);
        context.writeDeadLetters();
        return context;
    }

    private static Outputs check(Job job, Settings settings) {
        for (String input : JobOptions.inputs(job, settings)) {
            validate(job, settings, input);
        }
        Outputs outputs = new Outputs(job, settings);
        outputs.validate(settings);
        checkFlink(settings);
        job.validate(settings);
        return outputs;
    }

    private static void validate(Job job, Settings settings, String input) {
        SourceConnector connector = JobOptions.sourceConnector(settings, input);
        if (!job.readsAllAtOnce(input)) {
            connector.validate(settings, input);
        } else if (connector.readsAll()) {
            connector.validateReader(settings, input);
        } else {
            throw OptionException.notAllowed(
                    JobOptions.inputType(input),
                    connector.type(),
                    "what is read whole where the job begins: one of "
                            + Connectors.sources().stream()
                                    .filter(SourceConnector::readsAll)
                                    .map(SourceConnector::type)
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static void checkFlink(Settings settings) {
        Map<String, String> flink = settings.get(JobOptions.FLINK);
        OWN_SETTINGS.forEach((key, instead) -> {
            String value = flink.get(key);
            if (value != null) {
                throw OptionException.notAllowed(JobOptions.FLINK.key() + "." + key, value, instead);
            }
        });
    }

    private static Configuration configuration(Settings settings) {
        Configuration configuration = Configuration.fromMap(settings.get(JobOptions.FLINK));
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.MAX_PARALLELISM, settings.get(JobOptions.MAX_PARALLELISM));
        configuration.set(ExecutionOptions.RUNTIME_MODE, settings.get(JobOptions.MODE));
        settings.find(JobOptions.PARALLELISM).ifPresent(p -> configuration.set(CoreOptions.DEFAULT_PARALLELISM, p));
        return configuration;
    }
}
