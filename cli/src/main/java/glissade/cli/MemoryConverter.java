package glissade.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500m}, {@code 1g}: bytes. */
final class MemoryConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)b?");

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
      throw new TypeConversionException("a size is written 500m or 1g, not `" + text + "`");
    }
    return Long.parseLong(size.group(1))
        << 10 * ("kmg".indexOf(size.group(2).isEmpty() ? "?" : size.group(2)) + 1);
  }
}
