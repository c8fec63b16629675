package glissade.fit;

import glissade.data.Block;
import glissade.data.BlockReader;
import glissade.data.Blocks;
import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.data.DataException;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.formula.Expr;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rows of a table as a fitted formula meets them: expressions of the formula, row by row. Texts
 * have the codes that they had in the fit. For one thread.
 */
final class ModelRows implements AutoCloseable {
  private static final int BLOCK = 4096;

  private final Table table;
  private final List<Expr> roots;
  private final RowNames names;
  private final List<Column> others;
  private final Blocks blocks;
  private final RowArrays arrays;
  private final Map<String, double[]> parameters = new HashMap<>();

  /**
   * Reads a table.
   *
   * @param roots what is to be computed of each row
   * @param others columns that are read besides
   * @throws DataException if the table cannot be read, lacks a column, or has a text that the model
   *     does not know
   */
  ModelRows(FittedModel model, Table table, List<Expr> roots, List<Column> others) {
    this.table = table;
    this.roots = roots;
    this.names = model.needed(roots);
    this.others = others;
    this.blocks = table.blocks(selection(), BLOCK);
    this.arrays = new RowArrays(names, blocks, model.categories(), false);
    for (Layout.Parameter place : model.model().layout().parameters()) {
      parameters.put(place.name(), Objects.requireNonNull(model.parameter(place.name())));
    }
    try { // before anything is computed, so that no one is left with half of the rows
      arrays.requireKnown(blocks);
    } catch (RuntimeException e) {
      blocks.close();
      throw e;
    }
  }

  /** Those that the formula needs, where {@link RowArrays} looks for them, then all others. */
  private Selection selection() {
    List<Selection.Item> items = new ArrayList<>();
    names.numbers().forEach(name -> items.add(new Selection.Item(name, false)));
    names.categories().forEach(name -> items.add(new Selection.Item(name, true)));
    for (Column other : others) {
      Selection.Item item = item(other);
      if (!items.contains(item)) {
        items.add(item);
      }
    }
    if (items.isEmpty()) { // the formula is the same for all rows, which must be counted
      items.add(item(table.columns().get(0)));
    }
    return new Selection(items, Precision.DOUBLE);
  }

  private static Selection.Item item(Column column) {
    return new Selection.Item(column.name(), column.type() != ColumnType.NUMBER);
  }

  private int place(Selection.Item item) {
    return blocks.selection().items().indexOf(item);
  }

  Blocks blocks() {
    return blocks;
  }

  /** What is done with a row. */
  interface RowConsumer {
    /**
     * Takes a row.
     *
     * @param values by expression
     * @param others what stands in the other columns: numbers and texts
     */
    void accept(Map<Expr, double[]> values, List<Object> others);
  }

  /** Meets every row, in order. */
  void forEach(RowConsumer consumer) {
    BlockReader reader = blocks.reader();
    for (int b = 0; b < blocks.count(); b++) {
      Block block = reader.read(b);
      double[][] columns = arrays.of(block);
      for (int r = 0; r < block.rows(); r++) {
        int row = r;
        Map<Expr, double[]> values =
            new Interpreter(Precision.DOUBLE).evaluate(roots, v -> value(v.name(), columns, row));
        List<Object> beside = new ArrayList<>();
        for (Column other : others) {
          beside.add(cell(other, block, row));
        }
        consumer.accept(values, beside);
      }
    }
  }

  private double[] value(String name, double[][] columns, int row) {
    List<Integer> places = names.places().get(name);
    return places == null
        ? Objects.requireNonNull(parameters.get(name))
        : places.stream().mapToDouble(place -> columns[place][row]).toArray();
  }

  private Object cell(Column column, Block block, int row) {
    Selection.Item item = item(column);
    int at = place(item);
    return item.category()
        ? blocks.labels(at).get(block.codes(at)[row])
        : (Object) block.doubles(at)[row];
  }

  @Override
  public void close() {
    blocks.close();
  }
}
