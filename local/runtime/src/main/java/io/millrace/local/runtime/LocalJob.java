package io.millrace.local.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the JVM that runs a job's fat JAR on this machine, with Flink in the same JVM. Arguments: the JAR,
 * which is on the class path too, and the job's own arguments. Flink's options come as properties in an environment variable;
 * what the job sets itself wins over them. Ends with 0, with 2 where the job refuses its options, or with 1 where it fails, after one line that says why.
 */
public final class LocalJob {
    static final String OPTIONS_VARIABLE = "MILLRACE_LOCAL_OPTIONS";
    private static final long CANCEL_SECONDS = 10;

    private final Queue<JobClient> running = new ConcurrentLinkedQueue<>();
    private final Configuration defaults;
    private final PrintStream out;
    private volatile boolean ending;

    private LocalJob(Configuration defaults, PrintStream out) {
        this.defaults = defaults;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 1) {
            System.err.println("usage: LocalJob JOB.jar [job options…]");
            System.exit(2);
        }
        // Whoever started this may be killed without a word: a job nobody sees must not go on.
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
        LocalJob job = new LocalJob(readOptions(), System.out);
        Environment.use(job);
        Runtime.getRuntime().addShutdownHook(new Thread(job::cancelAll, "cancel-jobs"));
        int exit = job.run(mainClass(Path.of(args[0])), Arrays.copyOfRange(args, 1, args.length));
        if (!job.ending) {
            System.exit(exit);
        }
    }

    private int run(String mainClass, String[] args) {
        try {
            Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) args);
            for (JobClient detached : running) {
                detached.getJobExecutionResult().get();
            }
            return 0;
        } catch (InvocationTargetException e) {
            return failed(e.getCause());
        } catch (ExecutionException e) {
            return failed(e.getCause());
        } catch (ReflectiveOperationException e) {
            System.err.println("cannot run " + mainClass + ": " + e);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int failed(@Nullable Throwable cause) {
        if (ending || cause == null) {
            return 1;
        }
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        boolean verbose = Boolean.getBoolean("millrace.verbose");
        System.err.println(
                verbose ? trace.toString() : RootCause.of(trace.toString()).orElse(cause.toString()));
        return cause instanceof IllegalArgumentException ? 2 : 1;
    }

    private void cancelAll() {
        ending = true;
        for (JobClient client : running) {
            try {
                client.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS);
                client.getJobExecutionResult()
                        .handle((result, failure) -> "ended")
                        .get(CANCEL_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException | CompletionException | IllegalStateException e) {
                System.err.println("job " + client.getJobID() + " did not end in order: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Configuration readOptions() throws IOException {
        String text = System.getenv(OPTIONS_VARIABLE);
        Properties properties = new Properties();
        properties.load(new StringReader(text == null ? "" : text));
        Map<String, String> options = properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, properties::getProperty));
        return Configuration.fromMap(options);
    }

    private static String mainClass(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String name = file.getManifest().getMainAttributes().getValue("Main-Class");
            if (name == null) {
                throw new IOException(jar + " names no Main-Class in its manifest");
            }
            return name;
        }
    }

    /** Says where the web UI is once there is a job to look at, and remembers what Ctrl-C has to cancel. */
    private final class Listener implements JobListener {
        @Override
        public void onJobSubmitted(@Nullable JobClient client, @Nullable Throwable failure) {
            if (client != null) {
                running.add(client);
                out.println("job " + client.getJobID() + " runs; web UI: http://localhost:"
                        + defaults.toMap().get("rest.port"));
            }
        }

        @Override
        public void onJobExecuted(@Nullable JobExecutionResult result, @Nullable Throwable failure) {
            running.clear();
        }
    }

    /** A way to the factory that {@link StreamExecutionEnvironment} asks for its environment: it is protected. */
    private static final class Environment extends StreamExecutionEnvironment {
        static void use(LocalJob job) {
            initializeContextEnvironment(jobOptions -> {
                Configuration merged = new Configuration(job.defaults);
                merged.addAll(jobOptions);
                // LocalStreamEnvironment refuses to be made by a factory; these are all that it sets.
                merged.set(DeploymentOptions.TARGET, "local");
                merged.set(DeploymentOptions.ATTACHED, true);
                if (!merged.contains(CoreOptions.DEFAULT_PARALLELISM)) {
                    merged.set(
                            CoreOptions.DEFAULT_PARALLELISM,
                            Runtime.getRuntime().availableProcessors());
                }
                StreamExecutionEnvironment environment = new StreamExecutionEnvironment(merged);
                environment.registerJobListener(job.new Listener());
                return environment;
            });
        }
    }
}
