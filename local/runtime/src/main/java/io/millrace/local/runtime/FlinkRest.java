package io.millrace.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A client of Flink's REST interface. Every method makes one request or a few, and throws a {@link LocalException} with
 * the root cause in one line if Flink does not answer or answers with an error.
 */
public final class FlinkRest {
    private final RestCalls calls;

    /** A client of the cluster, or local run, at an address such as {@code http://localhost:8081}. */
    public FlinkRest(URI address) {
        this.calls = new RestCalls(address);
    }

    /** @param taskManagers how many are registered */
    public record Overview(String flinkVersion, int taskManagers, int slots, int freeSlots, int runningJobs) {}

    public record TaskManager(String id, int slots, int freeSlots) {}

    /** @param state as Flink has it: CREATED, RUNNING, FAILING, FAILED, CANCELED, FINISHED, RESTARTING, SUSPENDED … */
    public record Job(String id, String name, String state) {
        private static final List<String> ENDED = List.of("FINISHED", "FAILED", "CANCELED", "SUSPENDED");

        public boolean hasEnded() {
            return ENDED.contains(state);
        }
    }

    /**
     * @param subtaskStates state of each subtask, in order
     * @param hosts resource ids of the TaskManagers that host the subtasks, in order; empty text where none does now
     */
    public record Vertex(String id, String name, int parallelism, List<String> subtaskStates, List<String> hosts) {}

    /** @param restored how often the job came back from a checkpoint */
    public record Checkpoints(long completed, long failed, long inProgress, long restored) {}

    /**
     * @param mode {@code exactly_once} or {@code at_least_once}
     * @param stateBackend the class of the job's state backend, such as {@code EmbeddedRocksDBStateBackend}
     */
    public record CheckpointSettings(String mode, String stateBackend) {}

    /** What to run of an uploaded JAR; empty entries leave it to the JAR or the cluster. */
    public record JarRun(
            Optional<String> mainClass,
            List<String> arguments,
            Optional<Integer> parallelism,
            Optional<String> savepoint) {
        public JarRun {
            arguments = List.copyOf(arguments);
        }
    }

    /** Whether REST answers at all. */
    public boolean isUp() {
        try {
            overview();
            return true;
        } catch (LocalException e) {
            return false;
        }
    }

    public Overview overview() {
        JsonNode json = calls.get("/overview");
        return new Overview(
                json.path("flink-version").asText(),
                json.path("taskmanagers").asInt(),
                json.path("slots-total").asInt(),
                json.path("slots-available").asInt(),
                json.path("jobs-running").asInt());
    }

    /** The TaskManagers that are registered; a killed one stays until its heartbeat times out. */
    public List<TaskManager> taskManagers() {
        return stream(calls.get("/taskmanagers").path("taskmanagers"))
                .map(tm -> new TaskManager(
                        tm.path("id").asText(),
                        tm.path("slotsNumber").asInt(),
                        tm.path("freeSlots").asInt()))
                .toList();
    }

    /** Jobs that run or ended not long ago, youngest first. */
    public List<Job> jobs() {
        return stream(calls.get("/jobs/overview").path("jobs"))
                .sorted((a, b) -> Long.compare(
                        b.path("start-time").asLong(), a.path("start-time").asLong()))
                .map(job -> new Job(
                        job.path("jid").asText(),
                        job.path("name").asText(),
                        job.path("state").asText()))
                .toList();
    }

    public Job job(String jobId) {
        JsonNode json = calls.get("/jobs/" + jobId);
        return new Job(jobId, json.path("name").asText(), json.path("state").asText());
    }

    /** The root cause of the job's latest failure in one line; empty if it never failed. */
    public Optional<String> rootCause(String jobId) {
        JsonNode latest = calls.get("/jobs/" + jobId + "/exceptions?maxExceptions=1")
                .path("exceptionHistory")
                .path("entries")
                .path(0);
        return latest.isMissingNode()
                ? Optional.empty()
                : RootCause.of(latest.path("stacktrace").asText())
                        .or(() -> Optional.of(latest.path("exceptionName").asText()));
    }

    /** The job's operator chains, in topological order, and where their subtasks are. */
    public List<Vertex> vertices(String jobId) {
        return stream(calls.get("/jobs/" + jobId).path("vertices"))
                .map(json -> vertex(jobId, json.path("id").asText()))
                .toList();
    }

    public Checkpoints checkpoints(String jobId) {
        JsonNode counts = calls.get("/jobs/" + jobId + "/checkpoints").path("counts");
        return new Checkpoints(
                counts.path("completed").asLong(),
                counts.path("failed").asLong(),
                counts.path("in_progress").asLong(),
                counts.path("restored").asLong());
    }

    public CheckpointSettings checkpointSettings(String jobId) {
        JsonNode json = calls.get("/jobs/" + jobId + "/checkpoints/config");
        return new CheckpointSettings(
                json.path("mode").asText(), json.path("state_backend").asText());
    }

    /**
     * Metrics of a vertex, summed over its subtasks, such as {@code numRecordsIn} or
     * {@code Operator_name.numLateRecordsDropped}. Names that Flink does not know, or not yet, are missing in the result.
     */
    public Map<String, Double> metrics(String jobId, String vertexId, Collection<String> names) {
        String query = names.stream()
                .map(RestCalls::encode)
                .reduce((a, b) -> a + "," + b)
                .orElse("");
        String path = "/jobs/" + jobId + "/vertices/" + vertexId + "/subtasks/metrics?agg=sum&get=" + query;
        Map<String, Double> values = new LinkedHashMap<>();
        stream(calls.get(path))
                .forEach(metric -> values.put(
                        metric.path("id").asText(), metric.path("sum").asDouble()));
        return values;
    }

    /** The names of the metrics that a vertex has. */
    public List<String> metricNames(String jobId, String vertexId) {
        return stream(calls.get("/jobs/" + jobId + "/vertices/" + vertexId + "/subtasks/metrics"))
                .map(metric -> metric.path("id").asText())
                .toList();
    }

    /** Asks for the job to be cancelled; it may go on for a moment. */
    public void cancel(String jobId) {
        calls.patch("/jobs/" + jobId + "?mode=cancel");
    }

    /** Takes a savepoint in the cluster's folder for them while the job goes on, and returns its path. */
    public String savepoint(String jobId, Duration timeout) {
        ObjectNode body = calls.object();
        body.put("cancel-job", false);
        body.put("formatType", "CANONICAL");
        return awaitSavepoint(jobId, calls.post("/jobs/" + jobId + "/savepoints", body), timeout);
    }

    /** Ends the job with a savepoint, without firing windows that are not due, and returns the savepoint's path. */
    public String stopWithSavepoint(String jobId, Duration timeout) {
        ObjectNode body = calls.object();
        body.put("drain", false);
        body.put("formatType", "CANONICAL");
        String path = awaitSavepoint(jobId, calls.post("/jobs/" + jobId + "/stop", body), timeout);
        Waiting.until(
                () -> job(jobId).hasEnded(),
                timeout,
                () -> "job " + jobId + " has its savepoint " + path + " but did not end");
        return path;
    }

    /** Uploads a JAR and returns its id on the cluster. */
    public String uploadJar(Path jar) {
        String stored =
                calls.upload("/jars/upload", "jarfile", jar).path("filename").asText();
        return stored.substring(stored.lastIndexOf('/') + 1);
    }

    /** Runs the main method of an uploaded JAR in the JobManager and returns the id of the job that it submitted. */
    public String runJar(String jarId, JarRun run) {
        ObjectNode body = calls.object();
        run.mainClass().ifPresent(name -> body.put("entryClass", name));
        run.parallelism().ifPresent(parallelism -> body.put("parallelism", parallelism));
        run.savepoint().ifPresent(path -> body.put("savepointPath", path));
        ArrayNode arguments = body.putArray("programArgsList");
        run.arguments().forEach(arguments::add);
        return calls.post("/jars/" + RestCalls.encode(jarId) + "/run", body)
                .path("jobid")
                .asText();
    }

    private Vertex vertex(String jobId, String vertexId) {
        JsonNode json = calls.get("/jobs/" + jobId + "/vertices/" + vertexId);
        List<String> states = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        stream(json.path("subtasks")).forEach(subtask -> {
            states.add(subtask.path("status").asText());
            String host = subtask.path("taskmanager-id").asText();
            hosts.add(host.equals("(unassigned)") ? "" : host);
        });
        return new Vertex(
                vertexId,
                json.path("name").asText(),
                json.path("parallelism").asInt(),
                List.copyOf(states),
                List.copyOf(hosts));
    }

    private String awaitSavepoint(String jobId, JsonNode trigger, Duration timeout) {
        String path =
                "/jobs/" + jobId + "/savepoints/" + trigger.path("request-id").asText();
        JsonNode operation = Waiting.forValue(
                () -> Optional.of(calls.get(path))
                        .filter(answer ->
                                answer.path("status").path("id").asText().equals("COMPLETED"))
                        .map(answer -> answer.path("operation")),
                timeout,
                () -> "the savepoint of job " + jobId + " was not complete");
        if (operation.has("failure-cause")) {
            String trace = operation.path("failure-cause").path("stack-trace").asText();
            throw new LocalException("the savepoint of job " + jobId + " failed: "
                    + RootCause.of(trace).orElse(trace));
        }
        return operation.path("location").asText();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
