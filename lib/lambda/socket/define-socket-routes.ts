import type * as z from 'zod'
import type { Need } from '#lib/platform/needs.ts'

/** A kind of frame that an app may send over its socket: `{ action, ref?, ... }`. */
export interface SocketAction {
  readonly frame: z.ZodObject
  /** The type of the answering frame. */
  readonly answers: 'ack' | 'pong' | 'resumed'
  /** What the answering frame contains. */
  readonly data: z.ZodType
  readonly summary: string
}

export interface SocketRouteDefinition {
  readonly key: '$connect' | '$disconnect' | '$default'
  /** Frames by their `action`. All of them reach `$default`, and so does any other content. */
  readonly actions?: Readonly<Record<string, SocketAction>>
  readonly uses: readonly Need[]
  readonly summary: string
}

export type SocketRoute<D extends SocketRouteDefinition = SocketRouteDefinition> = D & {
  /** The handler is `functions/websocket/<name>.ts`. */
  readonly name: string
}

/** Defines the routes of the WebSocket API, which CDK, the local gateway and the tests read. */
export function defineSocketRoutes<const D extends Record<string, SocketRouteDefinition>>(
  definitions: D,
): { readonly [K in keyof D]: SocketRoute<D[K]> } {
  const routes = Object.entries(definitions).map(([name, definition]) => [name, { ...definition, name }])
  return Object.fromEntries(routes) as { readonly [K in keyof D]: SocketRoute<D[K]> }
}
