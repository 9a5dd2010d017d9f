import { connect, createServer, type Socket } from 'node:net'

/** A line to MongoDB that can be cut: what is open breaks, and nothing new is accepted until it is mended. */
export interface DatabaseLine {
  /** The address of the database over this line. */
  readonly uri: string
  readonly cut: () => void
  readonly mend: () => void
  readonly stop: () => Promise<void>
}

/** Puts a line in front of the database of `uri`. */
export async function openDatabaseLine(uri: string, name: string): Promise<DatabaseLine> {
  const { hostname, port } = new URL(uri)
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect({ host: hostname, port: Number(port) })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.on('error', () => undefined).on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  const address = server.address()
  const own = typeof address === 'object' && address ? address.port : 0
  const breakAll = () => {
    for (const socket of open) socket.destroy()
    open.clear()
  }
  return {
    uri: `mongodb://127.0.0.1:${own}/${name}?directConnection=true&serverSelectionTimeoutMS=500`,
    cut: () => {
      isCut = true
      breakAll()
    },
    mend: () => {
      isCut = false
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      breakAll()
      await closed
    },
  }
}
