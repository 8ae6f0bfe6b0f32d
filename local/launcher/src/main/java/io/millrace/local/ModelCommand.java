package io.millrace.local;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.DecodeException;
import io.millrace.common.codec.Decoder;
import io.millrace.common.codec.WireFormat;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.local.runtime.LocalException;
import io.millrace.operators.Model;
import io.millrace.operators.ModelRecord;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.Models;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "model",
        description = "Lists the models that a job exported to files of JSON lines, or writes one as PMML.",
        footer = {"", "Of several exports of one model the newest counts. docs/pmml.md tells which learners PMML has."})
final class ModelCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "PATH", description = "A file of exported models, or a folder of such files.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path path;

    @Option(names = "--key", paramLabel = "KEY", description = "The model's key; not needed where there is one model.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "What the document calls the prediction: target unless set.")
    private String target = "target";

    @Option(names = "--pmml", paramLabel = "FILE", description = "Writes the model as a PMML document to this file.")
    private Optional<Path> pmml = Optional.empty();

    @Override
    public Integer call() throws IOException {
        List<ModelRecord> all = List.copyOf(newest().values());
        List<ModelRecord> models = all.stream()
                .filter(record -> key.isEmpty()
                        || record.key().equals(key.get())
                        || record.model().equals(key.get()))
                .toList();
        if (models.isEmpty()) {
            throw new LocalException(
                    all.isEmpty()
                            ? "no models in " + path
                            : "no model of key \"" + key.orElse("") + "\" in " + path + ", which has " + all.size());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (pmml.isEmpty()) {
            models.forEach(record -> out.println(line(record)));
        } else {
            write(models, pmml.get());
            out.println("written: " + pmml.get());
        }
        out.flush();
        return 0;
    }

    /** By name, each by its last version. */
    private Map<String, ModelRecord> newest() throws IOException {
        Map<String, ModelRecord> found = new LinkedHashMap<>();
        Decoder<ModelRecord> decoder = WireFormat.JSON.decoder(ModelRecord.FORMAT, CodecSettings.DEFAULT);
        for (Path file : files()) {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                try {
                    ModelRecord record = decoder.decode(bytes, 0, bytes.length, 0);
                    ModelRecord before = found.get(record.model());
                    if (before == null || before.version() <= record.version()) {
                        found.put(record.model(), record);
                    }
                } catch (DecodeException e) {
                    throw new LocalException(file + ", line " + number + " is no exported model: " + e.getMessage());
                }
            }
        }
        return found;
    }

    private List<Path> files() throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new LocalException("no such file or folder: " + path);
        }
        try (Stream<Path> tree = Files.walk(path)) {
            return tree.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String line(ModelRecord record) {
        byte[] bytes = Base64.getDecoder().decode(record.snapshot());
        List<String> parts = new ArrayList<>(List.of(
                record.model(),
                record.learner(),
                "learned " + record.learned(),
                bytes.length + " bytes",
                "exported " + java.time.Instant.ofEpochMilli(record.exportedAt())));
        if (record.parts() > 1) {
            parts.add("part " + record.part() + " of " + record.parts());
        } else {
            ModelSpec found = specOf(record, bytes);
            parts.add("from "
                    + found.features().stream()
                            .map(feature -> feature.name() + (feature.nominal() ? " (nominal)" : ""))
                            .collect(Collectors.joining(", ")));
        }
        return String.join(", ", parts);
    }

    private static ModelSpec specOf(ModelRecord record, byte[] bytes) {
        try {
            return Models.specOf(bytes);
        } catch (CorruptSnapshotException e) {
            throw new LocalException("model " + record.model() + " cannot be read: " + e.getMessage());
        }
    }

    private void write(List<ModelRecord> models, Path file) throws IOException {
        if (models.size() > 1) {
            throw new LocalException("there are " + models.size() + " models; --key says which, such as "
                    + models.get(0).key());
        }
        ModelRecord record = models.get(0);
        if (record.parts() > 1) {
            throw new LocalException(
                    "model " + record.model() + " is in " + record.parts() + " parts: ensembles and k-NN have no PMML");
        }
        byte[] bytes = Base64.getDecoder().decode(record.snapshot());
        Models same = new Models(specOf(record, bytes));
        Model model = same.importModel(bytes);
        try {
            Files.writeString(file, same.toPmml(model, target));
        } catch (IllegalStateException e) {
            throw new LocalException("model " + record.model() + ": " + e.getMessage());
        }
    }
}
