import { SECRET_SETTINGS, type Section, settingsOf } from '#lib/platform/settings.ts'

/**
 * What a function may need. Each need names the settings that the function gets, and the gateway folders that its
 * bundle contains: a test compares both ways.
 */
export const NEEDS = {
  mongo: { sections: ['mongo'], gateways: [] },
  tokens: { sections: ['tokens'], gateways: [] },
  site: { sections: ['site'], gateways: [] },
  email: { sections: ['email'], gateways: ['email'] },
  images: { sections: ['images'], gateways: ['images'] },
  identity: { sections: ['identity'], gateways: ['identity'] },
  stripe: { sections: ['stripe'], gateways: ['payments'] },
  /** Pays out through Stripe, with the same keys. */
  payouts: { sections: ['stripe'], gateways: ['payouts', 'payments'] },
  fawry: { sections: ['fawry'], gateways: ['payments'] },
  push: { sections: ['push'], gateways: ['push'] },
  /** Reaches the API from outside, as an app does. */
  uptime: { sections: ['uptime', 'site'], gateways: [] },
  realtime: { sections: ['realtime'], gateways: [] },
  sockets: { sections: ['sockets'], gateways: ['sockets'] },
  /** Records events, and sends them after the commit. */
  events: { sections: ['events'], gateways: ['queues'] },
  /** Sends on the queues of the channels: realtime, push, e-mail. */
  queues: { sections: ['queues'], gateways: ['queues'] },
  /** Hands out work on the database. */
  work: { sections: ['work'], gateways: ['queues'] },
  /** Hands out work at gateways that may be silent: what is sent to them, and what they are asked. */
  gatewayWork: { sections: ['gatewayWork'], gateways: ['queues'] },
  /** Hands out accounts to be erased. */
  erasureWork: { sections: ['erasureWork'], gateways: ['queues'] },
  bus: { sections: ['bus'], gateways: ['bus'] },
  /** Keeps hashes of the activity log outside of the database. */
  anchors: { sections: ['anchors'], gateways: ['anchors'] },
  /** Answers that may be too large for a function: they are stored, and answered with a link. */
  files: { sections: ['files'], gateways: ['files'] },
  /** Notes erasures there. */
  erasureNotes: { sections: ['anchors'], gateways: ['anchors'] },
  keys: { sections: ['keys'], gateways: ['keys'] },
  /** Chooses among entries of the FAQ, in a deployment that names a model. */
  languageModel: { sections: ['languageModel'], gateways: ['language-model'] },
  /** Finds national ID numbers again by their keyed hash. */
  nationalIds: { sections: ['nationalIds'], gateways: [] },
} as const satisfies Record<string, { sections: readonly Section[]; gateways: readonly string[] }>

export type Need = keyof typeof NEEDS

/** The settings, without the secrets, that a function with these needs finds in its environment. */
export const plainSettingsFor = (needs: readonly Need[]): readonly string[] =>
  allSettings(needs).filter((name) => !SECRET_SETTINGS.includes(name))

/** Whether a function with these needs has to read the deployment's secret. */
export const needsSecrets = (needs: readonly Need[]): boolean =>
  allSettings(needs).some((name) => SECRET_SETTINGS.includes(name))

const allSettings = (needs: readonly Need[]): readonly string[] =>
  needs.flatMap((need) => NEEDS[need].sections.flatMap((section) => settingsOf(section)))
