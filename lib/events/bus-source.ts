/** What rules on the bus match as `source`. */
export const BUS_SOURCE = 'craftworks'
