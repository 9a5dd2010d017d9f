import { styleText } from 'node:util'

interface Welcome {
  readonly port: number
  readonly empty: boolean
  readonly ms: number
}

/** The text that `npm start` prints when it is ready: addresses, accounts, and a first request. */
export function welcome({ port, empty, ms }: Welcome): string {
  const url = `http://localhost:${port}`
  const account = `${empty ? 'admin' : 'client1'}@craftworks.example`
  return `
${styleText('bold', 'Craftworks is ready')} (${(ms / 1000).toFixed(1)} s)

  API       ${url}/api
  Docs      ${url}/api/docs
  Console   ${url}/_local

  Accounts, all with the password Craftworks-demo-1
    admin@craftworks.example${
      empty
        ? ''
        : `       moderator@craftworks.example
    client1@craftworks.example     client2@craftworks.example
    craftsman1@craftworks.example  to craftsman8@craftworks.example`
    }

  Try it
    curl -s ${url}/api/auth/login -H 'content-type: application/json' \\
      -d '{"loginIdentifier":"${account}","password":"Craftworks-demo-1","type":"${empty ? 'admins' : 'clients'}"}'

  Ctrl-C stops it. Saved source files are reloaded at once.
`
}
