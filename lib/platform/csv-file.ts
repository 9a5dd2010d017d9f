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
