/** A response that is a page for a browser, from a route with `alsoHtml`. */
export class HtmlPage {
  readonly html: string

  constructor(html: string) {
    this.html = html
  }
}
