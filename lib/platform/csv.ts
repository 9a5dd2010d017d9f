/** A cell of a table: text, a whole number, piastres (shown as pounds), or nothing. */
export type Cell = string | number | { readonly piastres: number } | null

/**
 * A table as spreadsheets open it: UTF-8 with a byte order mark (Excel takes Arabic for another alphabet without
 * one), lines that end in CRLF, text in quotes. Text that a spreadsheet would run as a formula is put behind an
 * apostrophe; numbers are ours and stay numbers.
 */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`
}

function cellOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'object') return poundsOf(cell.piastres)
  const harmless = /^\s*[=+\-@|%＝＋－＠]/.test(cell) ? `'${cell}` : cell
  return `"${harmless.replace(/[\r\n\t]+/g, ' ').replaceAll('"', '""')}"`
}

/** Exactly, with two decimals: 5 piastres are `0.05`. */
function poundsOf(piastres: number): string {
  const digits = String(Math.abs(piastres)).padStart(3, '0')
  return `${piastres < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
