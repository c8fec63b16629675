package glissade.cli;

import glissade.formula.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code float} and {@code double}. */
final class PrecisionConverter implements ITypeConverter<Precision> {
  @Override
  public Precision convert(String text) {
    for (Precision precision : Precision.values()) {
      if (precision.toString().equals(text)) {
        return precision;
      }
    }
    throw new TypeConversionException("expected float or double, not `" + text + "`");
  }
}
