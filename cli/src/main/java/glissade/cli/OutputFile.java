package glissade.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files whole or not at all. */
final class OutputFile {
  private OutputFile() {}

  /** What goes into a file. */
  interface Content {
    void writeTo(Writer writer) throws IOException;
  }

  static void write(Path file, String text) {
    write(file, writer -> writer.write(text));
  }

  static void write(Path file, Content content) {
    try {
      if (Files.isDirectory(file)) {
        throw new UsageException("cannot write " + file + ": it is a folder");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) { // a device or a pipe
        try (Writer writer = Files.newBufferedWriter(file)) {
          content.writeTo(writer);
        }
        return;
      }
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path beside =
          target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid());
      try {
        try (Writer writer = Files.newBufferedWriter(beside, StandardOpenOption.CREATE_NEW)) {
          content.writeTo(writer);
        }
        Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new UsageException("cannot write " + file + ": " + reason(e));
    }
  }

  /** What went wrong, without the name of the file, which the message has already. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : String.valueOf(e.getMessage());
  }
}
