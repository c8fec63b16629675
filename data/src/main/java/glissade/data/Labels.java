package glissade.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the texts of a column from 0, in the order in which they are first met. A text is known
 * by its bytes, so that a cell that was met before costs no new string.
 */
final class Labels {
  /** More different texts than this are not categories. */
  static final int LIMIT = 1_000_000;

  /** Nor are texts that take more bytes than this together. */
  static final int BYTES_LIMIT = 1 << 28;

  /** Not the same in every run, so that no file can be made whose texts all collide. */
  private final int seed = (int) System.nanoTime();

  private final List<byte[]> texts = new ArrayList<>();
  private int bytesHeld;
  private int[] slots = new int[64];

  /** The code of a text; -1 if it is new, and one too many or too long. */
  int code(byte[] bytes, int from, int to) {
    int mask = slots.length - 1;
    int slot = hash(bytes, from, to) & mask;
    while (slots[slot] != 0) {
      int code = slots[slot] - 1;
      byte[] text = texts.get(code);
      if (Arrays.equals(text, 0, text.length, bytes, from, to)) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
    if (texts.size() == LIMIT || to - from > BYTES_LIMIT - bytesHeld) {
      return -1;
    }
    bytesHeld += to - from;
    texts.add(Arrays.copyOfRange(bytes, from, to));
    slots[slot] = texts.size();
    if (texts.size() * 2 > slots.length) {
      grow();
    }
    return texts.size() - 1;
  }

  int size() {
    return texts.size();
  }

  /** Forgets the text that was new last. */
  void forgetLast() {
    byte[] text = texts.remove(texts.size() - 1);
    bytesHeld -= text.length;
    int mask = slots.length - 1;
    int slot = hash(text, 0, text.length) & mask;
    while (slots[slot] != texts.size() + 1) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = 0; // it came last, so no other went past it to its own
  }

  List<String> list() {
    return texts.stream().map(text -> new String(text, StandardCharsets.UTF_8)).toList();
  }

  private void grow() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int code = 0; code < texts.size(); code++) {
      byte[] text = texts.get(code);
      int slot = hash(text, 0, text.length) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = code + 1;
    }
  }

  private int hash(byte[] bytes, int from, int to) {
    int hash = seed;
    for (int i = from; i < to; i++) {
      hash = (hash ^ bytes[i]) * 0x01000193;
    }
    return hash ^ hash >>> 15;
  }
}
