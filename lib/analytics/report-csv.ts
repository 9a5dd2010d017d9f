import type { AnalyticsQuery, Report } from '#lib/analytics/analytics.schemas.ts'
import { getReport } from '#lib/analytics/get-report.ts'
import { type Cell, toCsv } from '#lib/platform/csv.ts'
import { CsvFile } from '#lib/platform/csv-file.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** The rows of a report as a table for spreadsheets: the same numbers as in JSON, under the same names. */
export async function writeReportCsv(
  report: Report,
  query: AnalyticsQuery,
  staff: Principal,
): Promise<CsvFile> {
  const { from, to, rows } = await getReport(report, query, staff)
  return new CsvFile(
    `${report}-${from}-${to}.csv`,
    toTable(rows as readonly Readonly<Record<string, Cell>>[]),
  )
}

/** Rows with the same names as CSV, the names in the first line. Lines are made one by one, never all at once. */
export function toTable(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const names = Object.keys(rows[0] ?? {})
  function* lines(): Generator<readonly Cell[]> {
    yield names
    for (const row of rows) yield names.map((name) => row[name] ?? null)
  }
  return toCsv(lines())
}
