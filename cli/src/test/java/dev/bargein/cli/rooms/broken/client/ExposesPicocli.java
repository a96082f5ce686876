package dev.bargein.cli.rooms.broken.client;

import java.util.List;
import picocli.CommandLine;

public interface ExposesPicocli {
    List<CommandLine> commandLines();
}
