/** A response that is a file of bytes, from a route with `producesFile`. */
export class BinaryFile {
  /** The file's name for the browser, in ASCII. */
  readonly name: string
  readonly mediaType: string
  readonly bytes: Buffer

  constructor(name: string, mediaType: string, bytes: Buffer) {
    this.name = name
    this.mediaType = mediaType
    this.bytes = bytes
  }
}
