/** A response that is a CSV file for spreadsheets, from a route with `alsoCsv`. */
export class CsvFile {
  readonly name: string
  readonly text: string

  /** `name`: the file's name for the browser, in ASCII. */
  constructor(name: string, text: string) {
    this.name = name
    this.text = text
  }
}

/** Whether an `Accept` header asks for CSV and not for JSON. */
export const wantsCsv = (accept: string | undefined): boolean =>
  /(^|,)\s*text\/csv\s*(;|,|$)/i.test(accept ?? '') &&
  !/(^|,)\s*application\/json\s*(;|,|$)/i.test(accept ?? '')
