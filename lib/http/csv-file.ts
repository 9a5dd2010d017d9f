/** An answer that is a file for spreadsheets, from a route that may answer so (`alsoCsv`). */
export class CsvFile {
  readonly name: string
  readonly text: string

  /** `name`: in ASCII, as the browser saves it. */
  constructor(name: string, text: string) {
    this.name = name
    this.text = text
  }
}

/** Whether a request would rather have CSV than JSON. */
export const wantsCsv = (accept: string | undefined): boolean =>
  /(^|,)\s*text\/csv\s*(;|,|$)/i.test(accept ?? '') &&
  !/(^|,)\s*application\/json\s*(;|,|$)/i.test(accept ?? '')
