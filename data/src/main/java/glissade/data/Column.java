package glissade.data;

/**
 * One column of a table.
 *
 * @param name its name in the header, without spaces around it
 * @param type what it holds; of a CSV file, judged by the first rows
 */
public record Column(String name, ColumnType type) {}
