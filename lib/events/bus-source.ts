/** The `source` of our events on the bus; EventBridge rules match it. */
export const BUS_SOURCE = 'craftworks'
