/**
 * Tables: from a file to columns of numbers and of categories, in memory or in blocks from disk.
 *
 * <pre>
 * {@link glissade.data.Tables}  opens a file or a query ─▶ {@link glissade.data.Table}  columns, types
 *   {@link glissade.data.Selection}  which columns, as numbers or as categories
 *   ─▶ {@link glissade.data.Frame}    all rows, one array per column
 *   ─▶ {@link glissade.data.Blocks}   rows in blocks, in memory or in a temporary file
 *        ─ {@link glissade.data.BlockReader} ─▶ {@link glissade.data.Block}, in any order, often
 * {@link glissade.data.RowCount}  how many rows were read, and how many left out for which column
 * </pre>
 *
 * <p>Reading is one pass: it parses the selected columns alone, gathers what is wrong with them
 * into one {@link glissade.data.DataException}, and keeps the rows. CSV is read here. Other formats
 * come from a {@link glissade.data.TableProvider}, which hands its rows to a {@link
 * glissade.data.RowSink}.
 *
 * <p>In CSV the first row is the header, text is UTF-8, and spaces around a cell do not count. A
 * cell is quoted if its very first character is a quote: a quote behind a space is part of the
 * text. Between quotes spaces count, and nothing may follow the closing one. A cell is missing if
 * it is empty, {@code NA}, {@code N/A}, {@code null} or {@code ?}, in columns of text too, quoted
 * or not; upper and lower case are the same. {@code true} and {@code false} are 1 and 0 in a column
 * that holds little else. {@code NaN} and infinities are errors. Empty lines are passed over.
 */
@NullMarked
package glissade.data;

import org.jspecify.annotations.NullMarked;
