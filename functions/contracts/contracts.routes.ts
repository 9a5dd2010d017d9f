import {
  confirmation,
  contractParams,
  contractSearch,
  contractView,
} from '#lib/contracts/contract.schemas.ts'
import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { listOf } from '#lib/platform/paging.ts'

export const contractRoutes = defineRoutes('contracts', {
  listContracts: {
    method: 'GET',
    path: '/api/contracts',
    access: 'signedIn',
    query: contractSearch,
    answers: { 200: listOf(contractView) },
    fails: [],
    uses: ['mongo'],
    summary: 'List your contracts; staff get all of them',
    matrix: everyCaller(200),
  },
  getContract: {
    method: 'GET',
    path: '/api/contracts/{contractId}',
    access: 'signedIn',
    params: contractParams,
    answers: { 200: contractView },
    fails: ['CONTRACT_NOT_FOUND'],
    uses: ['mongo', 'events'],
    summary: 'Get a contract, as one of its parties or staff',
    matrix: { ...everyCaller(200), otherClient: 404, otherCraftsman: 404 },
  },
  confirmContract: {
    method: 'POST',
    path: '/api/contracts/{contractId}/confirm',
    access: ['Client'],
    params: contractParams,
    body: confirmation,
    answers: { 201: contractView },
    fails: ['CONTRACT_NOT_FOUND', 'CONTRACT_NOT_AWAITING', 'CASH_PAID_NOT_ASKED', 'CASH_PAID_ABOVE_PRICE'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Confirm that the work is done, before the confirmation window ends',
    description:
      'Releases what is held. With a deposit, both parties name what was paid in cash: `cashPaid`, at most the price; ' +
      'left out, it is the rest of the price. If the two figures differ, a dispute opens instead.',
    matrix: { owner: 201, otherClient: 404 },
  },
})
