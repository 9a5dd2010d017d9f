/** A cell of a table: text, a whole number, piastres (written as pounds), or empty. */
export type Cell = string | number | { readonly piastres: number } | null

/**
 * Formats a table as CSV for spreadsheets: UTF-8 with a byte order mark (without one Excel misreads Arabic), lines that
 * end in CRLF, text in quotes. Text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers are
 * our own and stay numbers.
 */
export function toCsv(rows: Iterable<readonly Cell[]>): string {
  let text = '\uFEFF'
  for (const row of rows) text += `${row.map(toCell).join(',')}\r\n`
  return text
}

function toCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'object') return poundsOf(cell.piastres)
  const harmless = /^\s*[=+\-@|%＝＋－＠]/.test(cell) ? `'${cell}` : cell
  return `"${harmless.replace(/[\r\n\t]+/g, ' ').replaceAll('"', '""')}"`
}

/** Formats piastres as pounds with two decimals, without rounding: 5 piastres are `0.05`. */
function poundsOf(piastres: number): string {
  const digits = String(Math.abs(piastres)).padStart(3, '0')
  return `${piastres < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
