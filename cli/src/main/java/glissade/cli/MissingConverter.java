package glissade.cli;

import glissade.data.Missing;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code error} or {@code drop}. */
final class MissingConverter implements ITypeConverter<Missing> {
  @Override
  public Missing convert(String text) {
    return switch (text) {
      case "error" -> Missing.ERROR;
      case "drop" -> Missing.DROP;
      default -> throw new TypeConversionException("write error or drop, not `" + text + "`");
    };
  }
}
