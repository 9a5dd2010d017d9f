/** Stands in for the multipart parser in the bundle of a route that takes no files. */
export default function multipartBodyParser(): never {
  throw new Error('This function was bundled without the multipart parser: its route names no `files`.')
}
