/** A response that leads to a file elsewhere (303), from a route that needs `files`. */
export class FileLink {
  readonly url: string

  constructor(url: string) {
    this.url = url
  }
}
