// Written by `npm run catalogue` from data/fxa-payments-server.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-payments-server: the pages of subscriptions.
 *
 * What must hold beside its variables:
 * - build/index.html, unless PROXY_STATIC_RESOURCES_FROM is set
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-payments-server/server/config/index.js`
 */
export const server = {
  name: 'fxa-payments-server',
  image: 'fxa',
  folder: 'packages/fxa-payments-server',
  command: ['node', 'server/bin/fxa-payments-server.js'],
  ports: { http: { number: 3031, variable: 'PORT' } },
  bind: { variable: 'IP_ADDRESS', default: '0.0.0.0' },
  mode: { variable: 'NODE_ENV', words: { production: 'production', development: 'development', test: 'test' } },
  health: { liveness: '/__lbheartbeat__', readiness: '/__lbheartbeat__', version: '/__version__' },
  replicas: { several: true, why: 'it keeps nothing but a cache of redirects', observed: false },
  stop: { onSigterm: 'ignores', how: 'it has no handler; as process 1 it serves on until SIGKILL', observed: true },
  idle: { memoryMiB: 60, listensAfterSeconds: 0.3 },
  endsWithZeroOn: 'missing pages',
  variables: {
    /**
     * Send usage events.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, amplitude.enabled`
     */
    AMPLITUDE_ENABLED: { type: 'boolean', meaning: 'send usage events', default: 'true' },
    /**
     * Log usage events unprocessed as well.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, amplitude.rawEvents`
     */
    AMPLITUDE_RAW_EVENTS: { type: 'boolean', meaning: 'log usage events unprocessed as well', default: 'false' },
    /**
     * Check usage events against their schema.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, amplitude.schemaValidation`
     */
    AMPLITUDE_SCHEMA_VALIDATION: {
      type: 'boolean',
      meaning: 'check usage events against their schema',
      default: 'true',
    },
    /**
     * Auth server for browsers, without /v1. It is without /v1 at its end. Browsers or mails get it. Needed always.
     * Equal to `fxa-auth-server PUBLIC_URL`, `fxa-content-server FXA_URL`, `fxa-content-server FXA_OAUTH_URL`, and
     * `fxa-payments-server OAUTH_SERVER_URL`.
     *
     * @default `http://localhost:9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, servers.auth.url`
     */
    AUTH_SERVER_URL: {
      type: 'public-url',
      meaning: 'auth server for browsers, without /v1',
      default: 'http://localhost:9000',
      needed: true,
      address: 'public',
      pattern: '^(?!.*/v1/?$)',
      shape: 'without /v1 at its end',
      strictUrl: true,
    },
    /**
     * Where the address of a client stands in X-Forwarded-For, counted from its end: the number of proxies in front,
     * plus one. From 1.
     *
     * @default `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, clientAddressDepth`
     */
    CLIENT_ADDRESS_DEPTH: {
      type: 'integer',
      meaning:
        'where the address of a client stands in X-Forwarded-For, counted from its end: the number of proxies in front, plus one',
      default: '3',
      minimum: 1,
    },
    /**
     * How far an event may lie from the start of its page view. A Duration, or a text such as `15 minutes`.
     *
     * @default `2 days`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, clientMetrics.maxEventOffset`
     */
    CLIENT_METRICS_MAX_EVENT_OFFSET: {
      type: 'duration',
      meaning: 'how far an event may lie from the start of its page view',
      default: '2 days',
    },
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Content server for browsers. Browsers or mails get it. Needed always. Equal to `fxa-content-server PUBLIC_URL`,
     * `fxa-auth-server CONTENT_SERVER_URL`, `fxa-auth-server FXA_OPENID_ISSUER`, `fxa-event-broker OPENID_ISSUER`,
     * `123done ISSUER_URI`, and `321done ISSUER_URI`.
     *
     * @default `http://localhost:3030`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, servers.content.url`
     */
    CONTENT_SERVER_URL: {
      type: 'public-url',
      meaning: 'content server for browsers',
      default: 'http://localhost:3030',
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * Send the blocking content security policy.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, csp.enabled`
     */
    CSP_ENABLED: { type: 'boolean', meaning: 'send the blocking content security policy', default: 'true' },
    /**
     * Extra image hosts (CSP), as a JSON array. Browsers or mails get it.
     *
     * @default - none; in development `["https://placekitten.com"]`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, csp.extraImgSrc`
     */
    CSP_EXTRA_IMG_SRC: {
      type: 'json',
      meaning: 'extra image hosts (CSP), as a JSON array',
      defaultIn: { development: '["https://placekitten.com"]' },
      address: 'public',
      of: 'public-url',
      json: 'array',
    },
    /**
     * Send a second content security policy, which only reports.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, csp.reportOnlyEnabled`
     */
    CSP_REPORT_ONLY_ENABLED: {
      type: 'boolean',
      meaning: 'send a second content security policy, which only reports',
      default: 'false',
    },
    /**
     * Where browsers send reports of the policy that only reports. Browsers or mails get it.
     *
     * @default `https://accounts.firefox.com/_/csp-violation-report-only`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, csp.reportOnlyUri`
     */
    CSP_REPORT_ONLY_URI: {
      type: 'public-url',
      meaning: 'where browsers send reports of the policy that only reports',
      default: 'https://accounts.firefox.com/_/csp-violation-report-only',
      address: 'public',
    },
    /**
     * Where browsers send reports of what the policy blocked. Browsers or mails get it.
     *
     * @default `https://accounts.firefox.com/_/csp-violation`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, csp.reportUri`
     */
    CSP_REPORT_URI: {
      type: 'public-url',
      meaning: 'where browsers send reports of what the policy blocked',
      default: 'https://accounts.firefox.com/_/csp-violation',
      address: 'public',
    },
    /**
     * StatsD host, UDP. The server dials it. Needed where STATSD_ENABLE is `true`.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, statsd.host`
     */
    DD_AGENT_HOST: {
      type: 'host',
      meaning: 'StatsD host, UDP',
      default: 'localhost',
      needed: { when: { STATSD_ENABLE: 'true' } },
      address: 'dialled',
    },
    /**
     * StatsD UDP port.
     *
     * @default `8125`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, statsd.port`
     */
    DD_DOGSTATSD_PORT: { type: 'port', meaning: 'StatsD UDP port', default: '8125' },
    /**
     * Log requests.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, logging.routes.enabled`
     */
    ENABLE_ROUTE_LOGGING: { type: 'boolean', meaning: 'log requests', default: 'true' },
    /**
     * Let users change between plans. Not yet in v1.195.0. Gone by v1.212.2.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js,
     * featureFlags.allowSubscriptionUpgrades`
     */
    FEATURE_ALLOW_SUBSCRIPTION_UPGRADES: {
      type: 'boolean',
      meaning: 'let users change between plans',
      default: 'false',
    },
    /**
     * Offer PayPal beside Stripe. Not yet in v1.195.0.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js,
     * featureFlags.usePaypalUIByDefault`
     */
    FEATURE_USE_PAYPAL_UI_BY_DEFAULT: { type: 'boolean', meaning: 'offer PayPal beside Stripe', default: 'false' },
    /**
     * Show the newer payment pages at the usual path.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js,
     * featureFlags.useSCAPaymentUIByDefault`
     */
    FEATURE_USE_SCA_PAYMENT_UI_BY_DEFAULT: {
      type: 'boolean',
      meaning: 'show the newer payment pages at the usual path',
      default: 'false',
    },
    /**
     * Age at which a flow id is refused. A Duration, or a text such as `15 minutes`.
     *
     * @deprecated The program does nothing with it.
     * @default `2 hours`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, flow_id_expiry`
     */
    FLOW_ID_EXPIRY: { type: 'duration', meaning: 'age at which a flow id is refused', default: '2 hours' },
    /**
     * Avatar host (CSP). Browsers or mails get it. Of `fxa-profile-server IMG_URL`, `fxa-content-server
     * FXA_PROFILE_IMAGES_URL`, and `fxa-payments-server FXA_PROFILE_IMAGES_URL`, scheme, host and port are equal.
     *
     * @default `http://localhost:1112`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, servers.profileImages.url`
     */
    FXA_PROFILE_IMAGES_URL: {
      type: 'public-url',
      meaning: 'avatar host (CSP)',
      default: 'http://localhost:1112',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Host of assets in a CDN (CSP). Browsers or mails get it.
     *
     * @default `https://accounts-static.cdn.mozilla.net`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, servers.accountsCdn.url`
     */
    FXA_STATIC_CDN_URL: {
      type: 'public-url',
      meaning: 'host of assets in a CDN (CSP)',
      default: 'https://accounts-static.cdn.mozilla.net',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Tell browsers to use HTTPS from now on (HSTS).
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, hstsEnabled`
     */
    HSTS_ENABLED: { type: 'boolean', meaning: 'tell browsers to use HTTPS from now on (HSTS)', default: 'true' },
    /**
     * Listen address.
     *
     * @default `0.0.0.0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, listen.host`
     */
    IP_ADDRESS: { type: 'text', meaning: 'listen address', default: '0.0.0.0' },
    /**
     * Log format. One of `heka` and `pretty`.
     *
     * @default `heka`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, logging.fmt`
     */
    LOGGING_FORMAT: { type: 'text', meaning: 'log format', default: 'heka', oneOf: ['heka', 'pretty'] },
    /**
     * Least level that is logged.
     *
     * @default `info`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, logging.level`
     */
    LOG_LEVEL: { type: 'text', meaning: 'least level that is logged', default: 'info' },
    /**
     * Mode that the server runs in. One of `development`, `production`, and `test`.
     *
     * @default `production`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, env`
     */
    NODE_ENV: {
      type: 'text',
      meaning: 'mode that the server runs in',
      default: 'production',
      oneOf: ['development', 'production', 'test'],
    },
    /**
     * OAuth API for browsers. It is without /v1 at its end. Browsers or mails get it. Needed always. Equal to
     * `fxa-auth-server PUBLIC_URL`, `fxa-content-server FXA_URL`, `fxa-content-server FXA_OAUTH_URL`, and
     * `fxa-payments-server AUTH_SERVER_URL`.
     *
     * @default `http://localhost:9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, servers.oauth.url`
     */
    OAUTH_SERVER_URL: {
      type: 'public-url',
      meaning: 'OAuth API for browsers',
      default: 'http://localhost:9000',
      needed: true,
      address: 'public',
      pattern: '^(?!.*/v1/?$)',
      shape: 'without /v1 at its end',
      strictUrl: true,
    },
    /**
     * Bound on cached checks of legal documents; the program looks for it under another name. Not yet in v1.195.0.
     *
     * @deprecated The program does nothing with it.
     * @default `65536`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, legalDocLinks.httpResCacheLimit`
     */
    PAYMENT_LEGAL_DOWNLOAD_CACHE_LIMIT: {
      type: 'integer',
      meaning: 'bound on cached checks of legal documents; the program looks for it under another name',
      default: '65536',
    },
    /**
     * Host of legal documents, which the server asks whether they exist. The server dials it. Not yet in v1.195.0.
     *
     * @default `accounts-static.cdn.mozilla.net`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, legalDocLinks.cdnFqdn`
     */
    PAYMENT_LEGAL_DOWNLOAD_FQDN: {
      type: 'host',
      meaning: 'host of legal documents, which the server asks whether they exist',
      default: 'accounts-static.cdn.mozilla.net',
      address: 'dialled',
    },
    /**
     * Link to the privacy notice. Browsers or mails get it.
     *
     * @default `https://www.mozilla.org/privacy/firefox-private-network`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, legalDocLinks.privacyNotice`
     */
    PAYMENT_PRIVACY_NOTICE: {
      type: 'public-url',
      meaning: 'link to the privacy notice',
      default: 'https://www.mozilla.org/privacy/firefox-private-network',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Link to the terms of service; the misspelling is the real name. Browsers or mails get it.
     *
     * @default `https://www.mozilla.org/about/legal/terms/firefox-private-network`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, legalDocLinks.termsOfService`
     */
    PAYMENT_TERMS_OF_SERVCIE: {
      type: 'public-url',
      meaning: 'link to the terms of service; the misspelling is the real name',
      default: 'https://www.mozilla.org/about/legal/terms/firefox-private-network',
      address: 'public',
      strictUrl: true,
    },
    /**
     * PayPal API origin; sandbox by default. Browsers or mails get it. Not yet in v1.195.0.
     *
     * @default `https://www.sandbox.paypal.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, paypal.apiUrl`
     */
    PAYPAL_API_URL: {
      type: 'public-url',
      meaning: 'PayPal API origin; sandbox by default',
      default: 'https://www.sandbox.paypal.com',
      address: 'public',
      strictUrl: true,
    },
    /**
     * PayPal client id, sent to browsers. Not yet in v1.195.0.
     *
     * @default `sb`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, paypal.clientId`
     */
    PAYPAL_CLIENT_ID: { type: 'text', meaning: 'PayPal client id, sent to browsers', default: 'sb' },
    /**
     * PayPal script origin. Browsers or mails get it. Not yet in v1.195.0.
     *
     * @default `https://www.paypal.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, paypal.scriptUrl`
     */
    PAYPAL_SCRIPT_URL: {
      type: 'public-url',
      meaning: 'PayPal script origin',
      default: 'https://www.paypal.com',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Listen port.
     *
     * @default `3031`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, listen.port`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '3031' },
    /**
     * Pages that products lead to, by product id. Browsers or mails get it.
     *
     * @default a table of five products of Mozilla
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, productRedirectURLs`
     */
    PRODUCT_REDIRECT_URLS: {
      type: 'json',
      meaning: 'pages that products lead to, by product id',
      address: 'public',
      of: 'public-url',
      json: 'object',
      plainKeys: true,
    },
    /**
     * Profile server for browsers. It is without /v1 at its end. Browsers or mails get it. Needed always. Equal to
     * `fxa-profile-server PUBLIC_URL` and `fxa-content-server FXA_PROFILE_URL`.
     *
     * @default `http://localhost:1111`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, servers.profile.url`
     */
    PROFILE_SERVER_URL: {
      type: 'public-url',
      meaning: 'profile server for browsers',
      default: 'http://localhost:1111',
      needed: true,
      address: 'public',
      pattern: '^(?!.*/v1/?$)',
      shape: 'without /v1 at its end',
      strictUrl: true,
    },
    /**
     * Server that assets are fetched from instead of the disk; for development. The server dials it. In `development`
     * or `test` alone; elsewhere it stops the start.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, proxyStaticResourcesFrom`
     */
    PROXY_STATIC_RESOURCES_FROM: {
      type: 'url',
      meaning: 'server that assets are fetched from instead of the disk; for development',
      address: 'dialled',
      onlyIn: ['development', 'test'],
    },
    /**
     * Address of this site for browsers. Browsers or mails get it. Needed always. Equal to `fxa-auth-server
     * PAYMENTS_SERVER_URL` and `fxa-content-server SUBSCRIPTIONS_MANAGEMENT_URL`.
     *
     * @default `http://localhost:3031`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, listen.publicUrl`
     */
    PUBLIC_URL: {
      type: 'public-url',
      meaning: 'address of this site for browsers',
      default: 'http://localhost:3031',
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * DSN of the Sentry project, which browsers get too.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, sentry.dsn`
     */
    SENTRY_DSN: { type: 'text', meaning: 'DSN of the Sentry project, which browsers get too' },
    /**
     * Sentry origin (CSP). Browsers or mails get it.
     *
     * @default `https://sentry.prod.mozaws.net/444`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, sentry.url`
     */
    SENTRY_URL: {
      type: 'public-url',
      meaning: 'Sentry origin (CSP)',
      default: 'https://sentry.prod.mozaws.net/444',
      address: 'public',
    },
    /**
     * Asset directory.
     *
     * @default `build`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, staticResources.directory`
     */
    STATIC_DIRECTORY: { type: 'text', meaning: 'asset directory', default: 'build' },
    /**
     * How long browsers may cache assets. A Duration, or a text such as `15 minutes`.
     *
     * @default `10 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, staticResources.maxAge`
     */
    STATIC_MAX_AGE: { type: 'duration', meaning: 'how long browsers may cache assets', default: '10 minutes' },
    /**
     * Origin of the assets, mostly PUBLIC_URL. Browsers or mails get it. Needed always.
     *
     * @default `http://localhost:3031`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, staticResources.url`
     */
    STATIC_RESOURCE_URL: {
      type: 'public-url',
      meaning: 'origin of the assets, mostly PUBLIC_URL',
      default: 'http://localhost:3031',
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * Characters that are collected before metrics are sent.
     *
     * @default `500`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, statsd.maxBufferSize`
     */
    STATSD_BUFFER_SIZE: {
      type: 'integer',
      meaning: 'characters that are collected before metrics are sent',
      default: '500',
    },
    /**
     * Switch for metrics.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, statsd.enabled`
     */
    STATSD_ENABLE: { type: 'boolean', meaning: 'switch for metrics', default: 'false' },
    /**
     * Metric name prefix.
     *
     * @default `fxa-payments.`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, statsd.prefix`
     */
    STATSD_PREFIX: { type: 'text', meaning: 'metric name prefix', default: 'fxa-payments.' },
    /**
     * Share of metrics that is sent; 1 is all. To 1.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, statsd.sampleRate`
     */
    STATSD_SAMPLE_RATE: {
      type: 'number',
      meaning: 'share of metrics that is sent; 1 is all',
      default: '1',
      maximum: 1,
    },
    /**
     * Publishable Stripe key, sent to browsers. It is a publishable key, which begins with pk_. Needed in
     * `production`. The default is a placeholder that everybody knows.
     *
     * @default a test key of Mozilla
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, stripe.apiKey`
     */
    STRIPE_API_KEY: {
      type: 'text',
      meaning: 'publishable Stripe key, sent to browsers',
      needed: { in: ['production'] },
      placeholder: true,
      pattern: '^pk_',
      shape: 'a publishable key, which begins with pk_',
      public: true,
    },
    /**
     * Stripe API origin. Browsers or mails get it.
     *
     * @default `https://api.stripe.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, stripe.apiUrl`
     */
    STRIPE_API_URL: {
      type: 'public-url',
      meaning: 'Stripe API origin',
      default: 'https://api.stripe.com',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Stripe hooks origin. Browsers or mails get it.
     *
     * @default `https://hooks.stripe.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, stripe.hooksUrl`
     */
    STRIPE_HOOKS_URL: {
      type: 'public-url',
      meaning: 'Stripe hooks origin',
      default: 'https://hooks.stripe.com',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Stripe script origin. Browsers or mails get it.
     *
     * @default `https://js.stripe.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, stripe.scriptUrl`
     */
    STRIPE_SCRIPT_URL: {
      type: 'public-url',
      meaning: 'Stripe script origin',
      default: 'https://js.stripe.com',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Host of embedded surveys (CSP). Browsers or mails get it.
     *
     * @default `https://www.surveygizmo.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, servers.surveyGizmo.url`
     */
    SURVEY_GIZMO_EMBED_URL: {
      type: 'public-url',
      meaning: 'host of embedded surveys (CSP)',
      default: 'https://www.surveygizmo.com',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Serve HTTPS directly.
     *
     * @deprecated The program does nothing with it.
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-payments-server/server/config/index.js, listen.useHttps`
     */
    USE_TLS: { type: 'boolean', meaning: 'serve HTTPS directly', default: 'false' },
  },
} as const satisfies Server;
