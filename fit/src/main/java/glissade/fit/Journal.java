package glissade.fit;

import glissade.optimize.Pace;
import glissade.optimize.SafeTensors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a descent is written down while it goes on, and what it goes on from.
 *
 * @param pace how often it is written, and at the end; null for never
 * @param taker of what is written
 * @param from what was written before; null to begin
 */
record Journal(@Nullable Pace pace, Consumer<SafeTensors> taker, @Nullable SafeTensors from) {
  static final Journal NONE = new Journal(null, content -> {}, null);
}
