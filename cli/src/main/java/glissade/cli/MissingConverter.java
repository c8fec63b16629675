package glissade.cli;

import glissade.data.Missing;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code error} or {@code drop}. */
final class MissingConverter implements ITypeConverter<Missing> {
  /** What the help says of {@code --missing}. */
  static final String HELP =
      "what to do with rows that lack a value; in a CSV file a cell that is empty, NA, N/A, null or ? is missing, in columns of text too and even between quotes (default: error)";

  @Override
  public Missing convert(String text) {
    return switch (text) {
      case "error" -> Missing.ERROR;
      case "drop" -> Missing.DROP;
      default -> throw new TypeConversionException("write error or drop, not `" + text + "`");
    };
  }
}
