// Written by `npm run catalogue` from data/fleet.json: change that, not this.

import type { SharedValue } from '../data.ts';

/** Values of several servers that have to fit. */
export const sharedValues = [
  {
    rule: 'equal',
    values: ['fxa-auth-server/PROFILE_SERVER_AUTH_SECRET_BEARER_TOKEN', 'fxa-profile-server/AUTH_SECRET_BEARER_TOKEN'],
  },
  { rule: 'equal', values: ['fxa-auth-server/SUBSCRIPTIONS_SHARED_SECRET', 'fxa-event-broker/CAPABILITY_AUTH_TOKEN'] },
  { rule: 'equal', values: ['fxa-auth-server/FLOW_ID_KEY', 'fxa-content-server/FLOW_ID_KEY'] },
  { rule: 'equal', values: ['fxa-auth-server/PUSHBOX_KEY', 'pushbox/ROCKET_SERVER_TOKEN'] },
  {
    rule: 'entry',
    values: ['fxa-auth-server/OAUTH_SERVER_SECRET_KEY', 'fxa-auth-server/AUTH_SERVER_SECRETS'],
    meaning: 'the first is an entry of the second',
  },
  {
    rule: 'authority',
    values: ['fxa-auth-server/ISSUER', 'fxa-auth-server/PUBLIC_URL'],
    meaning: 'the first is host, and port if any, of the second',
  },
  {
    rule: 'same-address',
    values: ['fxa-graphql-api/AUTH_SERVER_URL', 'fxa-auth-server/PUBLIC_URL'],
    meaning: 'scheme, host, port and the beginning of the path are equal, since requests are signed over them',
  },
  {
    rule: 'equal',
    values: [
      'fxa-auth-server/PUBLIC_URL',
      'fxa-content-server/FXA_URL',
      'fxa-content-server/FXA_OAUTH_URL',
      'fxa-payments-server/AUTH_SERVER_URL',
      'fxa-payments-server/OAUTH_SERVER_URL',
    ],
  },
  {
    rule: 'equal',
    values: [
      'fxa-content-server/PUBLIC_URL',
      'fxa-auth-server/CONTENT_SERVER_URL',
      'fxa-auth-server/FXA_OPENID_ISSUER',
      'fxa-event-broker/OPENID_ISSUER',
      'fxa-payments-server/CONTENT_SERVER_URL',
      '123done/ISSUER_URI',
      '321done/ISSUER_URI',
    ],
  },
  {
    rule: 'entry',
    values: ['fxa-content-server/PUBLIC_URL', 'fxa-graphql-api/CORS_ORIGIN'],
    meaning: 'the first is an entry of the second',
  },
  {
    rule: 'same-origin',
    values: ['fxa-auth-server/CONTENT_URL', 'fxa-content-server/PUBLIC_URL'],
    meaning: 'scheme, host and port are equal; nothing else of the first is used',
  },
  {
    rule: 'equal',
    values: [
      'fxa-profile-server/PUBLIC_URL',
      'fxa-content-server/FXA_PROFILE_URL',
      'fxa-payments-server/PROFILE_SERVER_URL',
    ],
  },
  {
    rule: 'same-origin',
    values: [
      'fxa-profile-server/IMG_URL',
      'fxa-content-server/FXA_PROFILE_IMAGES_URL',
      'fxa-payments-server/FXA_PROFILE_IMAGES_URL',
    ],
    meaning: 'scheme, host and port are equal',
  },
  {
    rule: 'matches',
    values: ['fxa-profile-server/IMG_URL', 'fxa-profile-server/IMG_PROVIDERS_FXA'],
    meaning: 'the first, with an id of 32 hexadecimal digits, matches the second',
  },
  { rule: 'equal', values: ['fxa-auth-server/SYNC_TOKENSERVER_URL', 'fxa-content-server/SYNC_TOKENSERVER_URL'] },
  {
    rule: 'below',
    values: ['fxa-content-server/SYNC_TOKENSERVER_URL', 'mozilla-sync/SYNCSERVER_PUBLIC_URL'],
    path: '/token',
    meaning: 'the first is the second with /token at its end',
  },
  {
    rule: 'equal',
    values: [
      'fxa-payments-server/PUBLIC_URL',
      'fxa-auth-server/PAYMENTS_SERVER_URL',
      'fxa-content-server/SUBSCRIPTIONS_MANAGEMENT_URL',
    ],
  },
  {
    rule: 'equal',
    values: ['fxa-auth-server/PROFILE_UPDATES_QUEUE_URL', 'fxa-profile-server/PROFILE_UPDATES_QUEUE_URL'],
  },
  {
    rule: 'equal',
    values: ['fxa-auth-server/NOTIFICATION_QUEUE_URL', 'fxa-mail-service/FXA_EMAIL_AWS_SQSURLS_NOTIFICATION'],
  },
  {
    rule: 'published',
    values: ['fxa-event-broker/OPENID_KEY', 'fxa-auth-server/FXA_OPENID_KEY'],
    meaning: 'relying parties look for the key of event tokens among those that the auth server publishes; not tried',
  },
] as const satisfies readonly SharedValue[];
