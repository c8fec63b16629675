package glissade.data;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads blocks, in any order. For one thread. */
public final class BlockReader {
  private final Selection selection;
  private final BlockStore store;
  private @Nullable Block block;
  private @Nullable Block arranged;
  private @Nullable ByteBuffer buffer;

  BlockReader(Selection selection, BlockStore store) {
    this.selection = selection;
    this.store = store;
  }

  /**
   * A block.
   *
   * @param index its number, from 0 and below {@link Blocks#count}
   * @return the block, valid until the next call; its arrays must not be changed
   * @throws IndexOutOfBoundsException if there is no such block
   */
  public Block read(int index) {
    Objects.checkIndex(index, store.count());
    SpillFile spill = store.spill();
    if (spill == null) {
      return store.held(index);
    }
    if (block == null || buffer == null) {
      block = Block.allocateApart(selection, store.blockRows());
      buffer = SpillFile.buffer();
    }
    spill.read(index, store.rowsOf(index), block, buffer);
    Arrangement arrangement = store.arrangement();
    if (arrangement == null) {
      return block;
    }
    if (arranged == null) {
      arranged = Block.allocateApart(selection, store.blockRows());
    }
    arranged.place(block, arrangement.places(index, block.rows()));
    return arranged;
  }
}
